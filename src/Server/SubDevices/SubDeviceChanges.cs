using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.DeviceProperties;
using Dukou.Server.Devices;
using Dukou.Server.Pipeline;
using Dukou.Server.Sessions;

namespace Dukou.Server.SubDevices;

/// <summary>
/// What a gateway changes of its children, entry by entry: results are in the order of the request, refusals have the codes of the API.
/// Entries of one request share commits of the registry.
/// </summary>
sealed class SubDeviceChanges(DeviceRegistration registration, DeviceLifecycle lifecycle, DeviceStore devices, IChildDevices children, IEnumerable<IReportObserver> observers,
    LimitOptions limits, TimeProvider clock)
{
    readonly IReportObserver[] _observers = [.. observers];
    readonly RateLimiter _statuses = new(new LimitOptions { MessagesPerSecond = limits.ChildStatusesPerSecond, BytesPerSecond = 0 });

    public async Task<AddResult> AddAsync(DeviceLink gateway, IReadOnlyList<NewSubDevice?> asked, CancellationToken cancellationToken)
    {
        // A child may have its parent in the same request.
        var nested = asked.Where(entry => entry!.ParentDeviceId is { } parent && parent != gateway.ConnectedId).ToHashSet();
        var results = new Dictionary<NewSubDevice, object>(ReferenceEqualityComparer.Instance);
        foreach (var level in new[] { asked.Where(entry => !nested.Contains(entry)), nested })
            foreach (var (entry, result) in await Task.WhenAll(level.Select(async entry => (entry!, await AddAsync(gateway, entry!, cancellationToken)))))
                results[entry] = result;
        var all = asked.Select(entry => results[entry!]).ToList();
        return new([.. all.OfType<SubDeviceInfo>()], [.. all.OfType<AddFailure>()]);
    }

    public async Task<DeleteResult> DeleteAsync(DeviceLink gateway, IReadOnlyList<string?> asked, CancellationToken cancellationToken)
    {
        // A child may go together with the devices below it: those first.
        var deep = asked.Where(deviceId => devices.Find(deviceId!)?.GatewayId is { } parent && parent != gateway.ConnectedId).ToHashSet();
        var failures = new Dictionary<string, DeviceFailure>();
        foreach (var level in new[] { deep, asked.Where(deviceId => !deep.Contains(deviceId)) })
            foreach (var failure in await Task.WhenAll(level.Distinct().Select(deviceId => DeleteAsync(gateway, deviceId!, cancellationToken))))
                if (failure is not null)
                    failures[failure.DeviceId!] = failure;
        return new([.. asked.Where(deviceId => !failures.ContainsKey(deviceId!)).Distinct()!], [.. asked.Where(deviceId => failures.ContainsKey(deviceId!)).Distinct().Select(deviceId => failures[deviceId!])]);
    }

    public async Task<StatusResult> UpdateStatusAsync(DeviceLink gateway, IReadOnlyList<SubDeviceStatus?> asked, CancellationToken cancellationToken)
    {
        // The gateway's connection reads nothing meanwhile.
        foreach (var _ in asked)
            while (WaitForStatus() is { } wait)
                await Task.Delay(wait, cancellationToken);
        var failures = await Task.WhenAll(asked.Select(entry => UpdateStatusAsync(gateway, entry!, cancellationToken)));
        return new([.. asked.Where((_, i) => failures[i] is null)!], [.. failures.OfType<DeviceFailure>()]);
    }

    TimeSpan? WaitForStatus()
    {
        lock (_statuses) // The limiter is one reader's; gateways come at the same time.
            return _statuses.TryTake(0) ? null : _statuses.Wait;
    }

    async Task<object> AddAsync(DeviceLink gateway, NewSubDevice asked, CancellationToken cancellationToken)
    {
        try
        {
            var parentId = asked.ParentDeviceId ?? gateway.Identity.DeviceId;
            if (parentId != gateway.ConnectedId && children.Find(gateway.ConnectedId, parentId) is null)
                throw NotBelow(gateway, parentId);
            var device = registration.Prepare(new(asked.DeviceId, asked.NodeId, asked.Name, asked.ProductId, null, asked.Description, parentId, gateway.Identity.AppId,
                asked.ExtensionInfo, null), out var desired);
            return SubDeviceInfo.Of(await lifecycle.AddAsync(device, desired, cancellationToken, own: true));
        }
        catch (IotdaException refused)
        {
            return new AddFailure(asked.NodeId, asked.ProductId, refused.Error.Code, refused.Error.Message);
        }
    }

    async Task<DeviceFailure?> DeleteAsync(DeviceLink gateway, string deviceId, CancellationToken cancellationToken)
    {
        try
        {
            if (children.Find(gateway.ConnectedId, deviceId) is null || !await lifecycle.TryDeleteAsync(deviceId, _ => true, cancellationToken, own: true))
                throw NotBelow(gateway, deviceId);
            return null;
        }
        catch (IotdaException refused)
        {
            return new(deviceId, refused.Error.Code, refused.Error.Message);
        }
    }

    async Task<DeviceFailure?> UpdateStatusAsync(DeviceLink gateway, SubDeviceStatus asked, CancellationToken cancellationToken)
    {
        try
        {
            var online = asked.Status switch
            {
                "ONLINE" => true,
                "OFFLINE" => false,
                _ => throw Errors.InvalidRequest($"status: '{Shown.Text(asked.Status ?? "")}' is not one of ONLINE, OFFLINE."),
            };
            if (asked.DeviceId is not { } deviceId || children.Find(gateway.ConnectedId, deviceId) is not { } child)
                throw NotBelow(gateway, asked.DeviceId ?? "");
            var speaker = gateway.For(child);
            if (!online)
                await devices.SetOfflineAsync(deviceId, speaker.Epoch, clock.GetUtcNow(), cancellationToken);
            else if (await devices.SetOnlineAsync(deviceId, speaker.Epoch, clock.GetUtcNow(), null, cancellationToken))
                Tell(deviceId);
            else
                throw NotBelow(gateway, deviceId);
            return null;
        }
        catch (IotdaException refused)
        {
            return new(asked.DeviceId, refused.Error.Code, refused.Error.Message);
        }
    }

    // What is desired of a child and not reported so goes down when it comes online (D:0079).
    void Tell(string deviceId)
    {
        foreach (var observer in _observers)
            if (observer.Wants(deviceId))
                observer.Reported(deviceId);
    }

    static IotdaException NotBelow(DeviceLink gateway, string deviceId) =>
        new(new(404, "IOTDA.014000", $"The device {Shown.Text(deviceId)} does not exist below the gateway {gateway.ConnectedId}."));
}

/// <summary>A child as a gateway asks for it.</summary>
sealed record NewSubDevice
{
    public string? ParentDeviceId { get; init; }
    public string? NodeId { get; init; }
    public string? DeviceId { get; init; }
    public string? Name { get; init; }
    public string? Description { get; init; }
    public string? ProductId { get; init; }
    public JsonElement? ExtensionInfo { get; init; }
}

/// <summary>What a gateway says of a child's connection.</summary>
sealed record SubDeviceStatus
{
    public string? DeviceId { get; init; }
    public string? Status { get; init; }
}

sealed record AddResult(IReadOnlyList<SubDeviceInfo> SuccessfulDevices, IReadOnlyList<AddFailure> FailedDevices);

sealed record DeleteResult(IReadOnlyList<string> SuccessfulDevices, IReadOnlyList<DeviceFailure> FailedDevices);

sealed record StatusResult(IReadOnlyList<SubDeviceStatus> SuccessfulDevices, IReadOnlyList<DeviceFailure> FailedDevices);

sealed record AddFailure(string? NodeId, string? ProductId, string ErrorCode, string ErrorMsg);

sealed record DeviceFailure(string? DeviceId, string ErrorCode, string ErrorMsg);
