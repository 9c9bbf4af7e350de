using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.DeviceRules;

/// <summary>
/// The rules that run on devices; the front door of this feature. What a device is to have is written with the rule, and the change of
/// its shadow with both: the shadows follow by the outbox. Any number of threads may use it. Bounds: <see cref="CountMax"/> rules,
/// <see cref="PerDeviceMax"/> on a device, those included that it has not deleted yet.
/// </summary>
sealed class DeviceRuleStore(Databases databases, Outbox outbox, RowId rowIds, SpaceStore spaces, TimeProvider clock) : ISpaceContent, IDeviceObserver
{
    public const int CountMax = 1000;
    public const int PerDeviceMax = 100;
    const int SliceRows = 100;

    readonly Database _core = databases.Core;
    // Devices that are to delete something: the hot path asks for each report. Bound: the number of devices.
    readonly ConcurrentDictionary<string, bool> _deleting = new(databases.Core.Read(DeviceRuleTable.Deleting).Select(deviceId => KeyValuePair.Create(deviceId, true)));

    /// <exception cref="IotdaException">There is no such rule.</exception>
    public DeviceRule Get(string ruleId) => _core.Read(core => DeviceRuleTable.Find(core, ruleId)) ?? throw DeviceRuleErrors.NotFound(ruleId);

    public (IReadOnlyList<DeviceRule> Rules, Page Page) List(string? appId, PageRequest page) => _core.Read(core => DeviceRuleTable.List(core, appId, page));

    /// <summary>The rule when it runs on the device.</summary>
    public DeviceRule? Find(string deviceId, string ruleId) => _core.Read(core => DeviceRuleTable.Runs(core, deviceId, ruleId) ? DeviceRuleTable.Find(core, ruleId) : null);

    /// <summary>Whether the device is to delete any rule; a look into memory.</summary>
    public bool MayDelete(string deviceId) => _deleting.ContainsKey(deviceId);

    public IReadOnlyList<string> ToDelete(string deviceId) => _core.Read(core => DeviceRuleTable.ToDelete(core, deviceId));

    /// <exception cref="IotdaException">There are too many, or a device is gone.</exception>
    public Task AddAsync(DeviceRule rule, CancellationToken cancellationToken) => _core.WriteAsync(core =>
    {
        if (!SpaceStore.Exists(core, rule.AppId))
            throw Errors.ApplicationNotFound(rule.AppId);
        if (DeviceRuleTable.Count(core) >= CountMax)
            throw Errors.Forbidden($"There are {CountMax} rules already, which is the most; delete one first.");
        DeviceRuleTable.Insert(core, rowIds.Next(), spaces.ProjectId, rule);
        Give(core, rule);
    }, cancellationToken: cancellationToken);

    /// <summary>The rule as it is then, and the devices that have to learn so.</summary>
    /// <exception cref="IotdaException">There is no such rule, a device is gone, or has too many.</exception>
    public Task<(DeviceRule Rule, IReadOnlyList<string> Told)> ChangeAsync(string ruleId, Func<DeviceRule, DeviceRule> change, CancellationToken cancellationToken) =>
        _core.WriteAsync((DeviceRule, IReadOnlyList<string>) (core) =>
        {
            var before = DeviceRuleTable.Find(core, ruleId) ?? throw DeviceRuleErrors.NotFound(ruleId);
            var rule = change(before) with { Version = before.Version + 1, UpdateTime = clock.GetUtcNow() };
            DeviceRuleTable.Update(core, rule);
            foreach (var deviceId in before.DeviceIds.Except(rule.DeviceIds))
                Take(core, deviceId, ruleId);
            Give(core, rule);
            return (rule, [.. before.DeviceIds.Union(rule.DeviceIds)]);
        }, cancellationToken: cancellationToken);

    /// <summary>The devices that have to learn so.</summary>
    /// <exception cref="IotdaException">There is no such rule.</exception>
    public Task<IReadOnlyList<string>> DeleteAsync(string ruleId, CancellationToken cancellationToken) => _core.WriteAsync(core => Delete(core, ruleId), cancellationToken: cancellationToken);

    /// <summary>A device has deleted a rule: nothing is desired of it any more. False when it was not to.</summary>
    public async Task<bool> ForgetAsync(string deviceId, string ruleId, CancellationToken cancellationToken)
    {
        var (forgot, left) = await _core.WriteAsync(core =>
        {
            if (!DeviceRuleTable.Forget(core, deviceId, ruleId))
                return (false, true);
            Desire(core, deviceId, ruleId, null);
            return (true, DeviceRuleTable.ToDelete(core, deviceId).Count > 0);
        }, cancellationToken: cancellationToken);
        if (!left)
            _deleting.TryRemove(deviceId, out _);
        return forgot;
    }

    /// <summary>Its shadow goes by itself.</summary>
    public void Deleted(DbConnection core, string deviceId)
    {
        DeviceRuleTable.ForgetDevice(core, deviceId);
        _deleting.TryRemove(deviceId, out _);
    }

    public bool IsEmpty(DbConnection core, string appId) => DeviceRuleTable.IdsIn(core, appId, 1).Count == 0;

    public async Task EmptyAsync(string appId, CancellationToken cancellationToken)
    {
        while (await _core.WriteAsync(core =>
        {
            var ruleIds = DeviceRuleTable.IdsIn(core, appId, SliceRows);
            foreach (var ruleId in ruleIds)
                Delete(core, ruleId);
            return ruleIds.Count;
        }, cancellationToken: cancellationToken) == SliceRows)
        {
        }
    }

    IReadOnlyList<string> Delete(DbConnection core, string ruleId)
    {
        var rule = DeviceRuleTable.Find(core, ruleId) ?? throw DeviceRuleErrors.NotFound(ruleId);
        DeviceRuleTable.Delete(core, ruleId);
        foreach (var deviceId in rule.DeviceIds)
            Take(core, deviceId, ruleId);
        return rule.DeviceIds;
    }

    void Give(DbConnection core, DeviceRule rule)
    {
        foreach (var deviceId in rule.DeviceIds)
        {
            if (DeviceStore.Find(core, deviceId) is null)
                throw Errors.DeviceNotFound(deviceId);
            DeviceRuleTable.SetTarget(core, spaces.ProjectId, deviceId, rule.RuleId, rule.Version);
            if (DeviceRuleTable.CountOf(core, deviceId) > PerDeviceMax)
                throw Errors.Forbidden($"The device {deviceId} has {PerDeviceMax} rules already, which is the most; those count that it has not deleted yet.");
            Desire(core, deviceId, rule.RuleId, rule.Version);
        }
    }

    void Take(DbConnection core, string deviceId, string ruleId)
    {
        DeviceRuleTable.SetTarget(core, spaces.ProjectId, deviceId, ruleId, DeviceRule.Deleted);
        Desire(core, deviceId, ruleId, DeviceRule.Deleted);
        // Before the commit: too early costs a look, too late a deletion.
        _deleting[deviceId] = true;
    }

    // Section 2.19.2: {ruleId: {"version": n}} in the desired section.
    void Desire(DbConnection core, string deviceId, string ruleId, long? version) => RegistryChange.AppendDesired(outbox, core, deviceId,
        [new(DeviceRule.ServiceId, JsonSerializer.SerializeToElement(new Dictionary<string, object?> { [ruleId] = version is null ? null : new { version } }))]);
}
