namespace Dukou.Server.Api;

/// <summary>
/// Marks a static class as one REST operation, named as IoTDA names it. Its <c>Handle</c> method is mapped as a minimal API handler:
/// route and query parameters, services, the body record and the token are bound by ASP.NET; the answer is snake_case JSON. Group and
/// status of success of IoTDA's operations come from <see cref="OperationTable"/>: a handler that returns a plain value answers with
/// that status.
/// </summary>
/// <param name="method">The HTTP method.</param>
/// <param name="path">The path below <c>/v5/iot/{project_id}/</c>, or below <c>/v1/{project_id}/</c> when <see cref="Own"/> is set.</param>
[AttributeUsage(AttributeTargets.Class)]
sealed class OperationAttribute(string method, string path) : Attribute
{
    readonly Role? _needs;

    public string Method { get; } = method;
    public string Path { get; } = path;

    /// <summary>True for operations that IoTDA lacks; they live under <c>/v1/{project_id}/</c>.</summary>
    public bool Own { get; init; }

    /// <summary>True for an operation that only reads although its method is not GET.</summary>
    public bool ChangesNothing { get; init; }

    /// <summary>
    /// The least role that may call it: to read, every role may; to change, an operator. An operation that decides who may come in names the
    /// owner, and one that a user does for itself names everybody.
    /// </summary>
    public Role Needs
    {
        get => _needs ?? RoleFor(ChangesNothing ? HttpMethods.Get : Method);
        init => _needs = value;
    }

    /// <summary>What a path without an attribute of its own needs.</summary>
    public static Role RoleFor(string method) => HttpMethods.IsGet(method) ? Role.ReadOnly : Role.Operator;

    /// <summary>The status of success of an own operation.</summary>
    public int Success { get; init; } = StatusCodes.Status200OK;

    /// <summary>The heading under which the API page lists an own operation.</summary>
    public string? Group { get; init; }

    public string Route => (Own ? "/v1/{projectId}/" : "/v5/iot/{projectId}/") + Path;
}
