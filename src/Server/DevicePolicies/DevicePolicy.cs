using System.Text.Json.Serialization;

namespace Dukou.Server.DevicePolicies;

/// <summary>
/// Where devices may publish and subscribe outside <c>$oc</c> (U:iot_01_1111). It holds for the devices, products or resource spaces
/// that it is bound to. Belongs to one resource space.
/// </summary>
sealed record DevicePolicy(string AppId, string PolicyId, string PolicyName, IReadOnlyList<PolicyStatement> Statement, DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    /// <summary>Every new resource space has this policy, bound to the space: everything is allowed. It may be changed or deleted.</summary>
    public const string DefaultName = "system_default_policy";

    /// <summary>Policies of the installation, those of <see cref="DefaultName"/> that came by themselves not counted.</summary>
    public const int CountMax = 50;

    public const int StatementsMax = 10;

    /// <summary>Bytes of the statements as JSON.</summary>
    public const int BytesMax = 10 * 1024;

    public const int ResourcesMax = 10;

    /// <summary>Policies of one device, product or space.</summary>
    public const int PerTargetMax = 5;

    public static IReadOnlyList<PolicyStatement> AllowAll { get; } = [new("ALLOW", [PolicyStatement.PublishAction, PolicyStatement.SubscribeAction], ["topic:*"])];
}

/// <summary>One sentence of a policy: an effect on actions with topics. A DENY anywhere wins over every ALLOW.</summary>
sealed record PolicyStatement(string? Effect, IReadOnlyList<string>? Actions, IReadOnlyList<string>? Resources)
{
    public const string PublishAction = "iotda:devices:publish";
    public const string SubscribeAction = "iotda:devices:subscribe";
    public const string TopicPrefix = "topic:";

    [JsonIgnore]
    public bool IsDeny => Effect == "DENY";
}
