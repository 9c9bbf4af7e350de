using System.Data.Common;
using Dukou.Server.Exchange;
using Dukou.Server.Spaces;

namespace Dukou.Server.Devices;

/// <summary>What the exchange keeps of a device or a space goes with it.</summary>
sealed class ExchangeContent(DeviceExchange exchange) : IDeviceObserver, ISpaceContent
{
    public ValueTask DeviceAddedAsync(Device device, IReadOnlyList<InitialDesired> desired, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask DeviceDeletedAsync(string deviceId, CancellationToken cancellationToken) => await exchange.ForgetDeviceAsync(deviceId);

    public Task EmptyAsync(string appId, CancellationToken cancellationToken) => exchange.ForgetSpaceAsync(appId);

    public bool IsEmpty(DbConnection core, string appId) => true;
}
