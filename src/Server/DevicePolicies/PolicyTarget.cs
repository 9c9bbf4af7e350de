namespace Dukou.Server.DevicePolicies;

/// <summary>What a policy is bound to: a <c>device</c>, a <c>product</c> or an <c>app</c>.</summary>
sealed record PolicyTarget(string TargetType, string TargetId)
{
    public const int PerRequestMax = 100;

    public static readonly string[] Types = ["device", "product", "app"];
}

/// <summary>A target that could not be bound or unbound.</summary>
sealed record PolicyTargetFailure(string TargetId, string ErrorCode, string ErrorMsg);

/// <summary>What became of each target of a request.</summary>
sealed record PolicyTargetResults(string PolicyId, string TargetType, IReadOnlyList<string> SuccessTargets, IReadOnlyList<PolicyTargetFailure> FailureTargets);
