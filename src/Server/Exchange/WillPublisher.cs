using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.Exchange;

/// <summary>
/// Says wills as their devices would have: through the uplink, with the device's permissions, into the inbox. A will's row goes when its
/// record is durable; after a crash in between it is said twice.
/// </summary>
sealed class WillPublisher(Lazy<Uplink> uplink, Inbox inbox, ExchangeFile file, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<WillPublisher> log)
{
    sealed class Nobody : ICommitListener
    {
        public void Committed(long sequence)
        {
            // Whoever asked is gone.
        }
    }

    static readonly Nobody NobodyWaits = new();

    public async Task PublishAsync(Will will)
    {
        try
        {
            var link = new DeviceLink(will.Identity, will.Epoch, ProtocolVersion.V500, NobodyWaits);
            var result = Accept(link, will);
            while (result.IsInboxFull)
            {
                await inbox.WaitForRoomAsync(lifetime.ApplicationStopping);
                result = Accept(link, will);
            }
            if (result.Effect is { } effect)
                await result.Handler!.StoredAsync(effect.Speaker, effect, lifetime.ApplicationStopping); // A handler goes with an effect.
            await inbox.WaitForDurableAsync(result.Sequence);
            await file.WriteAsync(exchange => WillTable.Delete(exchange, will.Epoch));
        }
        // The process ends, or the disk fails: the row is there at the next start.
        catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException or StorageException)
        {
            ExchangeLog.WillWaits(log, will.Identity.DeviceId, failure.Message);
        }
    }

    public async Task ForgetAsync(Will will) => await file.WriteAsync(exchange => WillTable.Delete(exchange, will.Epoch));

    UplinkResult Accept(DeviceLink link, Will will) =>
        uplink.Value.Accept(link, Encoding.UTF8.GetBytes(will.Topic), will.Payload, will.Properties, will.QoS, clock.GetUtcNow(), will.Retain);
}
