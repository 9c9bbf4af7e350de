using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Pipeline;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.DeviceConfigs;

/// <summary>
/// The configurations of devices, in table <c>device_config</c>; the front door of this feature. An end is traced once it is durable.
/// Bounds: one unfinished configuration for each device, and the newest <see cref="EndedMax"/> that have ended.
/// </summary>
sealed class DeviceConfigStore(Databases databases, SpaceStore spaces, TraceFeed traces, TimeProvider clock)
{
    public const int EndedMax = 20;
    const int SliceRows = 500;

    readonly Database _core = databases.Core;
    readonly PossibleRows _unfinished = new(() => databases.Core.Read(DeviceConfigTable.Connections),
        connectedId => databases.Core.Read(core => DeviceConfigTable.AnyUnfinishedOver(core, connectedId)));

    public DeviceConfig? Find(string configId) => _core.Read(core => DeviceConfigTable.Find(core, configId));

    public DeviceConfig? Unfinished(string deviceId) => _core.Read(core => DeviceConfigTable.Unfinished(core, deviceId));

    public (IReadOnlyList<DeviceConfig> Configs, Page Page) List(string? deviceId, PageRequest page) => _core.Read(core => DeviceConfigTable.List(core, deviceId, page));

    public IReadOnlyList<DeviceConfig> Waiting(string connectedId) =>
        _unfinished.Any(connectedId) ? _core.Read(core => DeviceConfigTable.Waiting(core, connectedId, clock.GetUtcNow(), SliceRows)) : [];

    public IReadOnlyList<DeviceConfig> Due() => _core.Read(core => DeviceConfigTable.Due(core, clock.GetUtcNow(), SliceRows));

    public IReadOnlyList<DeviceConfig> Expired() => _core.Read(core => DeviceConfigTable.Expired(core, clock.GetUtcNow(), SliceRows));

    /// <exception cref="IotdaException">The device is gone, or has an unfinished one (api-iothub/iot_0803).</exception>
    public Task AddAsync(DeviceConfig config, CancellationToken cancellationToken) => _unfinished.AddAsync([config.ConnectedId], () => _core.WriteAsync(core =>
    {
        if (DeviceStore.Find(core, config.DeviceId) is null)
            throw Errors.DeviceNotFound(config.DeviceId);
        if (DeviceConfigTable.Unfinished(core, config.DeviceId) is { } former)
            throw Errors.Forbidden($"The device {config.DeviceId} has an unfinished configuration, {former.ConfigId}; wait for its end or delete it.");
        DeviceConfigTable.Insert(core, spaces.ProjectId, config);
    }, cancellationToken: cancellationToken));

    /// <summary>Writes how far it has come; false when it has ended or was deleted meanwhile.</summary>
    public Task<bool> UpdateAsync(DeviceConfig config, CancellationToken cancellationToken = default) =>
        _core.WriteAsync(core => DeviceConfigTable.TryUpdate(core, config), cancellationToken: cancellationToken);

    /// <summary>Writes that it is being sent; false when somebody else did since it was read, it has ended, or was deleted.</summary>
    public Task<bool> MarkSentAsync(DeviceConfig before, DeviceConfig sent, CancellationToken cancellationToken) =>
        // It may go over another connection than before.
        _unfinished.AddAsync([sent.ConnectedId], () => _core.WriteAsync(core => DeviceConfigTable.TryMarkSent(core, before, sent), cancellationToken: cancellationToken));

    /// <summary>Ends it by the device's answer, or without one; false when it has ended before.</summary>
    public async Task<bool> FinishAsync(DeviceConfig config, long? resultCode, string? description, CancellationToken cancellationToken)
    {
        var ended = config with { FinishedTime = clock.GetUtcNow(), NextTime = null, ResultCode = resultCode, Description = description };
        var first = await _core.WriteAsync(core =>
        {
            var updated = DeviceConfigTable.TryUpdate(core, ended);
            DeviceConfigTable.DeleteEnded(core, ended.DeviceId, EndedMax);
            return updated;
        }, cancellationToken: cancellationToken);
        if (first)
            Trace(ended);
        return first;
    }

    public Task<bool> DeleteAsync(string configId, CancellationToken cancellationToken) =>
        _core.WriteAsync(core => DeviceConfigTable.Delete(core, configId), cancellationToken: cancellationToken);

    void Trace(DeviceConfig ended)
    {
        var because = ended.Status switch
        {
            "SUCCEEDED" => DeviceConfigReasons.Taken,
            "FAILED" => DeviceConfigReasons.Refused.With(("code", $"{ended.ResultCode}"), ("description", ended.Description ?? "")),
            _ => DeviceConfigReasons.TimedOut,
        };
        traces.Write(new TraceEntry(TraceKind.Downlink, ended.Status == "SUCCEEDED" ? TraceOutcome.Done : TraceOutcome.Failed, clock.GetUtcNow(), because)
        {
            DeviceId = ended.DeviceId,
            RequestId = ended.ConfigId,
        });
    }
}
