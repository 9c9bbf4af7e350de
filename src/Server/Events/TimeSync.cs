using Dukou.Protocol.Iotda.Payloads;

namespace Dukou.Server.Events;

/// <summary>
/// <c>$time_sync</c> (section 2.15): a device asks for the time. Its own send time beside the platform's two lets it remove the delay of
/// the network: now = (server_recv_time + server_send_time + device_recv_time - device_send_time) / 2.
/// </summary>
[EventService("$time_sync", "time_sync_request")]
sealed class TimeSync(TimeProvider clock) : IEventService
{
    public string? MistakeIn(DeviceEvent asked) =>
        !asked.TryRead<Request>(out var paras, out var mistake) ? mistake : paras.DeviceSendTime is null ? "paras.device_send_time is missing" : null;

    public ValueTask<DeviceEvent?> HandleAsync(EventUplink uplink, DeviceEvent asked, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return new(asked.Answer("time_sync_response", now,
            new Response(asked.Read<Request>().DeviceSendTime!.Value, uplink.ReceivedAt.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds())));
    }

    sealed record Request
    {
        public long? DeviceSendTime { get; init; }
    }

    sealed record Response(long DeviceSendTime, long ServerRecvTime, long ServerSendTime);
}
