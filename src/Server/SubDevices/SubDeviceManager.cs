using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Events;

namespace Dukou.Server.SubDevices;

/// <summary>
/// <c>$sub_device_manager</c> (section 2.12): a gateway adds and deletes its children, tells who of them is online, and asks what changed
/// since a version. Each entry of a request succeeds or fails by itself.
/// </summary>
[EventService(ServiceId, Sync, UpdateStatus, Add, Delete)]
sealed class SubDeviceManager(SubDeviceNotices notices, SubDeviceChanges changes, TimeProvider clock) : IEventService
{
    public const string ServiceId = "$sub_device_manager";

    /// <summary>Devices of one request (D:30181).</summary>
    public const int DevicesMax = 50;

    /// <summary>Entries of one status event (the C SDK's constant).</summary>
    public const int StatusesMax = 100;

    const string Sync = "sub_device_sync_request";
    const string UpdateStatus = "sub_device_update_status";
    const string Add = "add_sub_device_request";
    const string Delete = "delete_sub_device_request";

    public string? MistakeIn(DeviceEvent asked) => asked.EventType switch
    {
        Sync => asked.TryRead<SyncRequest>(out _, out var mistake) ? null : mistake,
        UpdateStatus => asked.TryRead<StatusRequest>(out var request, out var mistake) ? Count(request.DeviceStatuses, "device_statuses", StatusesMax) : mistake,
        Add => asked.TryRead<AddRequest>(out var request, out var mistake) ? Count(request.Devices, "devices", DevicesMax) : mistake,
        _ => asked.TryRead<DeleteRequest>(out var request, out var mistake) ? Count(request.Devices, "devices", DevicesMax) : mistake,
    };

    public async ValueTask<DeviceEvent?> HandleAsync(EventUplink uplink, DeviceEvent asked, CancellationToken cancellationToken)
    {
        switch (asked.EventType)
        {
            case Sync:
                notices.Synchronize(uplink.Link.ConnectedId, asked.Read<SyncRequest>().Version ?? 0);
                return null;
            case UpdateStatus:
                return asked.Answer("sub_device_update_status_response", clock.GetUtcNow(),
                    await changes.UpdateStatusAsync(uplink.Link, asked.Read<StatusRequest>().DeviceStatuses!, cancellationToken));
            case Add:
                return asked.Answer("add_sub_device_response", clock.GetUtcNow(), await changes.AddAsync(uplink.Link, asked.Read<AddRequest>().Devices!, cancellationToken));
            default:
                return asked.Answer("delete_sub_device_response", clock.GetUtcNow(),
                    await changes.DeleteAsync(uplink.Link, asked.Read<DeleteRequest>().Devices!, cancellationToken));
        }
    }

    static string? Count<T>(IReadOnlyList<T?>? entries, string name, int max)
        where T : class => entries switch
        {
            null => $"paras.{name} is missing",
            _ when entries.Count > max => $"paras.{name} has {entries.Count} entries; at most {max} are allowed",
            _ when entries.Any(entry => entry is null) => $"an entry of paras.{name} is null",
            _ => null,
        };

    sealed record SyncRequest
    {
        public long? Version { get; init; }
    }

    sealed record StatusRequest
    {
        public IReadOnlyList<SubDeviceStatus?>? DeviceStatuses { get; init; }
    }

    sealed record AddRequest
    {
        public IReadOnlyList<NewSubDevice?>? Devices { get; init; }
    }

    sealed record DeleteRequest
    {
        public IReadOnlyList<string?>? Devices { get; init; }
    }
}
