using System.Data.Common;
using System.Runtime.InteropServices;
using System.Text.Json;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Devices;
using Dukou.Server.Events;
using Dukou.Server.Pipeline;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.SubDevices;

/// <summary>
/// <c>$sub_device_discovery</c> (section 2.12.7): a gateway tells which devices it has found that could be its children. Nobody is registered
/// by that: the last result is kept, in table <c>sub_device_scan</c>, for whoever asked for the scan. Bounds: <see cref="DevicesMax"/> devices in
/// <see cref="BytesMax"/> bytes, one result for each gateway.
/// </summary>
[EventService(ServiceId, "scan_result")]
sealed class SubDeviceScans(Databases databases, SpaceStore spaces, TraceFeed traces, TimeProvider clock) : IEventService, IDeviceObserver
{
    public const string ServiceId = "$sub_device_discovery";
    public const int DevicesMax = 500;
    public const int BytesMax = 256 * 1024;

    /// <summary>The last result of a gateway; null when there was none.</summary>
    public SubDeviceScan? Find(string deviceId) => databases.Core.Read(core => core.First("select devices, received_at from sub_device_scan where device_id = @device_id",
        row => new SubDeviceScan(deviceId, JsonElement.Parse(row.GetString(0)), row.Instant(1)!.Value), ("@device_id", deviceId)));

    public string? MistakeIn(DeviceEvent asked) =>
        !asked.TryRead<Result>(out var result, out var mistake) ? mistake
            : result.Devices is not { ValueKind: JsonValueKind.Array } devices ? "paras.devices is missing or no array"
            : devices.GetArrayLength() > DevicesMax ? $"paras.devices has {devices.GetArrayLength()} entries; at most {DevicesMax} are allowed"
            : JsonMarshal.GetRawUtf8Value(devices).Length > BytesMax ? $"paras.devices has more than {BytesMax} bytes"
            : devices.EnumerateArray().Any(device => device.ValueKind != JsonValueKind.Object) ? "an entry of paras.devices is no object"
            : null;

    public async ValueTask<DeviceEvent?> HandleAsync(EventUplink uplink, DeviceEvent asked, CancellationToken cancellationToken)
    {
        var devices = asked.Read<Result>().Devices!.Value;
        await databases.Core.WriteAsync(core => core.Execute("""
            insert into sub_device_scan (device_id, project_id, devices, received_at) values (@device_id, @project_id, @devices, @received_at)
            on conflict (device_id) do update set devices = excluded.devices, received_at = excluded.received_at
            """,
            ("@device_id", uplink.DeviceId), ("@project_id", spaces.ProjectId), ("@devices", devices.GetRawText()), ("@received_at", uplink.ReceivedAt)),
            cancellationToken: cancellationToken);
        traces.Write(new TraceEntry(TraceKind.Uplink, TraceOutcome.Done, clock.GetUtcNow(), SubDeviceReasons.Found.With(("count", $"{devices.GetArrayLength()}")))
        {
            DeviceId = uplink.DeviceId,
            RequestId = asked.EventId,
        });
        return null;
    }

    public void Deleted(DbConnection core, string deviceId) => core.Execute("delete from sub_device_scan where device_id = @device_id", ("@device_id", deviceId));

    sealed record Result
    {
        public JsonElement? Devices { get; init; }
    }
}

/// <summary>What a gateway has found, in its own words.</summary>
sealed record SubDeviceScan(string DeviceId, JsonElement Devices, DateTimeOffset ScanTime);
