using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Api;
using Dukou.Server.Pipeline;

namespace Dukou.Server.HttpDevices;

/// <summary>
/// What a gateway's report over HTTPS is held to before it is judged (D:7011): half as many children as over MQTT, and every one of them the
/// gateway's. There the report's other children would be stored.
/// </summary>
sealed class ChildReportRule(IChildDevices children)
{
    public const int ChildrenMax = 50;

    // Refused ones that are named.
    const int NamedMax = 10;

    /// <summary>The refusal, or null. What can't be read is explained by the report's handler.</summary>
    public IotdaException? Refusal(string gatewayId, ReadOnlySpan<byte> payload)
    {
        if (!GatewayReport.TryRead(payload, out var report, out _))
            return null;
        if (report.Devices.Count > ChildrenMax)
            return HttpDeviceErrors.Invalid(HttpDeviceReasons.TooManyChildren.With(("count", $"{report.Devices.Count}"), ("max", $"{ChildrenMax}")));
        var foreign = report.Devices.Select(child => child.DeviceId).Where(deviceId => children.Find(gatewayId, deviceId) is null).ToList();
        return foreign.Count == 0 ? null : HttpDeviceErrors.ForeignChildren(HttpDeviceReasons.ForeignChildren.With(
            ("children", string.Join(", ", foreign.Take(NamedMax).Select(Shown.Text)) + (foreign.Count > NamedMax ? $" (+{foreign.Count - NamedMax})" : "")), ("device", gatewayId)));
    }
}
