using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Pipeline;

namespace Dukou.Server.Events;

/// <summary>
/// One system service of device events. One instance serves every connection, from many threads; it sees only the event types that its
/// <see cref="EventServiceAttribute"/> names.
/// </summary>
interface IEventService
{
    /// <summary>What is wrong with the event, as the end of a sentence, judged from itself alone; null when it can be handled.</summary>
    string? MistakeIn(DeviceEvent asked);

    /// <summary>
    /// Does what a well-formed event asks for, once it has its place in the log, in the order of the device's events. Returns the answer,
    /// or null for events that have none. The connection reads nothing meanwhile, so it must not wait for the device.
    /// </summary>
    ValueTask<DeviceEvent?> HandleAsync(EventUplink uplink, DeviceEvent asked, CancellationToken cancellationToken);
}

/// <summary>Who sent an event, and when.</summary>
/// <param name="Link">The speaker: the connected device, or the child that the event is about.</param>
/// <param name="ReceivedAt">Domain time of receipt.</param>
readonly record struct EventUplink(DeviceLink Link, DateTimeOffset ReceivedAt)
{
    public string DeviceId => Link.Identity.DeviceId;
}
