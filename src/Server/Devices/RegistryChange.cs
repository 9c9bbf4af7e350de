using System.Data.Common;
using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.Devices;

/// <summary>
/// A change of the registry as the outbox tells it to a feature that keeps something for each device in a file of its own: such a
/// feature follows with its cursor in that file, so that a process may end between the two. Without <paramref name="Desired"/> the device
/// came or went, and what was kept under its id goes; with it, a device that has just come starts with that.
/// </summary>
sealed record RegistryChange(string DeviceId, IReadOnlyList<InitialDesired> Desired)
{
    const string Resource = "device";
    // No notification of IoTDA's: nobody can subscribe to it.
    const string DesiredResource = "device.desired";

    /// <summary>Appends what a new device starts with, after the change that registered it and in its transaction.</summary>
    public static void AppendDesired(Outbox outbox, DbConnection core, string deviceId, IReadOnlyList<InitialDesired> desired) =>
        outbox.Append(core, DesiredResource, "create", _ => JsonSerializer.Serialize(new Document(deviceId, desired), Json.Options));

    /// <summary>The changes among the next <paramref name="max"/> rows after <paramref name="sequence"/>, oldest first, and how far those reach; null when there are none.</summary>
    public static (IReadOnlyList<RegistryChange> Changes, long? Through) ReadAfter(Outbox outbox, long sequence, int max)
    {
        var rows = outbox.ReadAfter(sequence, max, Resource, DesiredResource);
        return ([.. rows.Select(Of).OfType<RegistryChange>()], rows.Count > 0 ? rows[^1].Sequence : null);
    }

    static RegistryChange? Of(OutboxEntry entry) => entry switch
    {
        { Resource: DesiredResource } => Of(JsonSerializer.Deserialize<Document>(entry.Document, Json.Options)!), // Written by AppendDesired.
        { Event: "create" or "delete" } => new(DeviceNotifications.DeviceIdOf(entry.Document), []),
        _ => null,
    };

    static RegistryChange Of(Document document) => new(document.DeviceId, document.Services);

    sealed record Document(string DeviceId, IReadOnlyList<InitialDesired> Services);
}
