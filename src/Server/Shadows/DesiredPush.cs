using System.Collections.Concurrent;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Api;
using Dukou.Server.Cluster;
using Dukou.Server.DeviceProperties;
using Dukou.Server.Devices;
using Dukou.Server.Pipeline;
using Dukou.Server.Products;
using Dukou.Server.Storage;

namespace Dukou.Server.Shadows;

/// <summary>
/// Tells a device what is desired of it and not reported so: when it comes online and after each report, as a property setting of the
/// writable properties (D:0079). One look at a time for each device; reports that come meanwhile share the next. Nothing goes down where
/// nothing differs. Bound: a device that leaves <see cref="UnansweredMax"/> settings unanswered gets no further ones until their 20 s are over.
/// </summary>
sealed class DesiredPush : ISessionObserver, IReportObserver
{
    public const int UnansweredMax = 8;

    readonly ShadowStore _shadows;
    readonly DeviceStore _devices;
    readonly ProductStore _products;
    readonly DeviceRequests _requests;
    readonly IClusterLink _link;
    readonly Inbox _inbox;
    readonly ILogger _log;
    readonly PerDevice _pushes;
    readonly ConcurrentDictionary<string, int> _unanswered = new();

    public DesiredPush(ShadowStore shadows, DeviceStore devices, ProductStore products, DeviceRequests requests, IClusterLink link, Inbox inbox, ILogger<DesiredPush> log)
    {
        _shadows = shadows;
        _devices = devices;
        _products = products;
        _requests = requests;
        _link = link;
        _inbox = inbox;
        _log = log;
        _pushes = new PerDevice(PushAsync, Failed);
    }

    public bool Wants(string deviceId) => _shadows.MayHaveDesired(deviceId);

    public void Reported(string deviceId) => Request(deviceId);

    /// <summary>Something else is desired of the device: it is told when it is there.</summary>
    public void Request(string deviceId) => _pushes.RequestAsync(deviceId);

    public ValueTask OpenedAsync(DeviceLink link, CancellationToken cancellationToken) =>
        Wants(link.Identity.DeviceId) ? new(_pushes.RequestAsync(link.Identity.DeviceId)) : ValueTask.CompletedTask;

    async Task PushAsync(string deviceId)
    {
        // The report that led here is appended; the shadow shows it once it is durable.
        await _inbox.WaitForDurableAsync(_inbox.LastAppended);
        if (await _devices.FindAsync(deviceId) is not { } device || _products.Find(device.AppId, device.ProductId) is not { } product)
            return;
        if (!_link.IsOnline((await DeviceRoute.OfAsync(device, _devices)).Root.DeviceId))
            return;
        var differences = await _shadows.DifferenceAsync(deviceId, (service, property) => IsPushed(product.Model, service, property));
        if (differences.Count > 0 && _unanswered.GetValueOrDefault(deviceId) < UnansweredMax)
            _ = SendAsync(device, differences);
    }

    // Services that start with $ are the platform's own and in no product's model ($device_rule, $security_detection_config).
    static bool IsPushed(ProductModel model, string service, string property) =>
        model.FindService(service) is { } known ? known.FindProperty(property)?.IsWritable == true : service.StartsWith('$');

    /// <summary>Waits for the answer so that it counts as one; how it ended is in the trace.</summary>
    async Task SendAsync(Device device, IReadOnlyList<DesiredDifference> differences)
    {
        _unanswered.AddOrUpdate(device.DeviceId, 1, static (_, count) => count + 1);
        try
        {
            var services = differences.Select(difference => new ServiceProperties(difference.ServiceId, difference.Properties)).ToList();
            await _requests.SendAsync(device, DeviceTopicKind.PropertiesSet, RequestKind.PropertiesSet, child => new PropertiesSet(child, services), CancellationToken.None);
        }
        // It belongs to no caller and no loop of its own.
        catch (Exception failure)
        {
            Failed(device.DeviceId, failure);
        }
        finally
        {
            if (_unanswered.AddOrUpdate(device.DeviceId, 0, static (_, count) => count - 1) <= 0)
                _unanswered.TryRemove(new(device.DeviceId, 0));
        }
    }

    void Failed(string deviceId, Exception failure)
    {
        // The process ends; or the device went while it was told, which the trace says: the next connection tells it again.
        if (failure is ObjectDisposedException or IotdaException { Error.Status: 403 })
            return;
        ShadowLog.NotPushed(_log, failure, deviceId);
    }
}
