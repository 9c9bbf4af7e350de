using System.Text.Json;
using System.Text.RegularExpressions;
using Dukou.Server.Api;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>An operation of the REST API and how far it is shown.</summary>
sealed record OperationRow(string Group, string Name, string Method, string Path, bool Built)
{
    public IEnumerable<Showing> Tests => TableShown.Operations[Name];

    /// <summary>What is still to be shown; null when nothing is.</summary>
    public string? Missing => !Built || (Tests.Any() && !RestartIsMissing) ? null
        : Tests.Any() ? "a test of the state after a restart"
        : TableOperations.Keeps(this) ? "a test of the effect and of the state after a restart" : "a test of the effect";

    /// <summary>No page of the vendor's has it: below <c>/v1/</c>, and nowhere else.</summary>
    public bool IsOwn => Path.StartsWith("/v1/", StringComparison.Ordinal);

    public string State => !Built ? "answers 501" : Missing is null ? "works" : "not shown";

    bool RestartIsMissing => TableOperations.Keeps(this) && !Tests.Any(test => test.AfterRestart);
}

/// <summary>The rows of all operations: IoTDA's 173, and the platform's own.</summary>
static partial class TableOperations
{
    static readonly HashSet<string> Built = [.. Operations.All.Select(found => found.Handler.DeclaringType!.Name)]; // A method of a type.

    // What is no GET and yet leaves nothing behind that a restart could lose.
    static readonly HashSet<string> KeepsNothing =
    [
        // The device's answer is the effect; a restart breaks the caller's connection (DESIGN decision 10).
        "CreateCommand", "UpdateProperties",
        // Questions that carry a body.
        "CountAsyncHistoryCommands", "ListDeviceByDeviceCertificate", "ListDeviceGroupsByDevice", "ListResourcesByTags", "SearchDevices", "ShowTargetsInDevicePolicy",
        // The archive is the effect.
        "CreateBackup",
        // A ticket ends with the process.
        "CreateLoginTicket", "ExchangeLoginTicket",
        // The clock is the test's, and an ephemeral platform has no second start.
        "MoveTestClock", "ResetPlatform",
    ];

    /// <summary>Everything outside <c>/v5/iot/{project_id}/</c> that is no operation of a feature: mapped by hand.</summary>
    static readonly OperationRow[] ByHand =
    [
        new("authentication", "CreateToken", "POST", "/v3/auth/tokens", true),
        new("authentication", "ExchangeLoginTicket", "POST", "/v1/login-tickets/exchange", true),
        new("authentication", "ListProjects", "GET", "/v3/projects", true),
        new("device over HTTPS", "DeviceAuth", "POST", "/v5/device-auth", true),
        new("device over HTTPS", "ReportMessageOverHttp", "POST", "/v5/devices/{device_id}/sys/messages/up", true),
        new("device over HTTPS", "ReportPropertiesOverHttp", "POST", "/v5/devices/{device_id}/sys/properties/report", true),
        new("device over HTTPS", "ReportChildrenOverHttp", "POST", "/v5/devices/{device_id}/sys/gateway/sub-devices/properties/report", true),
        new("for tests", "MoveTestClock", "POST", "/v1/test/clock", true),
        new("platform", "ShowEndpoints", "GET", "/v1/endpoints", true),
        new("for tests", "ResetPlatform", "POST", "/v1/test/reset", true),
    ];

    /// <summary>IoTDA's operations in the order of its groups.</summary>
    public static IReadOnlyList<OperationRow> Iotda { get; } = [.. OperationTable.All.Values
        .OrderBy(operation => operation.Group, StringComparer.OrdinalIgnoreCase).ThenBy(operation => operation.Name, StringComparer.Ordinal)
        .Select(operation => new OperationRow(operation.Group, operation.Name, operation.Method, operation.Path, Built.Contains(operation.Name)))];

    /// <summary>The platform's own operations.</summary>
    public static IReadOnlyList<OperationRow> Own { get; } = [.. Operations.All.Where(found => found.Operation.Own)
        .Select(found => new OperationRow(found.Operation.Group ?? "platform", found.Handler.DeclaringType!.Name, found.Operation.Method, Wire(found.Operation.Route), true))
        .Concat(ByHand)
        .OrderBy(row => row.Group, StringComparer.Ordinal).ThenBy(row => row.Name, StringComparer.Ordinal)];

    public static IEnumerable<OperationRow> All => Iotda.Concat(Own);

    /// <summary>Whether the operation changes something that must be there after a restart.</summary>
    public static bool Keeps(OperationRow row) => row.Method != "GET" && !KeepsNothing.Contains(row.Name);

    /// <summary>A route as callers see it: <c>{deviceId}</c> is <c>{device_id}</c>.</summary>
    public static string Wire(string route) => Parameter().Replace(route, parameter => JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Value));

    [GeneratedRegex("(?<={)[^}]+")]
    private static partial Regex Parameter();
}
