using System.Net;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.Devices;

/// <summary>Keeps the registry's idea of who is online: durable before CONNACK, so that whoever reads the device after it connected sees it online.</summary>
sealed class DevicePresence(DeviceStore devices, TimeProvider clock) : ISessionObserver
{
    public async ValueTask OpeningAsync(DeviceLink link, IPEndPoint? remote, CancellationToken cancellationToken)
    {
        if (!await devices.SetOnlineAsync(link.Identity.DeviceId, link.Epoch, clock.GetUtcNow(), remote?.ToString(), cancellationToken))
            throw new StorageException($"the device {link.Identity.DeviceId} was deleted, frozen or taken over while it connected");
    }

    public async ValueTask ClosedAsync(DeviceLink link, Because because, CancellationToken cancellationToken) =>
        await devices.SetOfflineAsync(link.Identity.DeviceId, link.Epoch, clock.GetUtcNow(), cancellationToken);
}
