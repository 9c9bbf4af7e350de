using System.Data.Common;
using System.Security.Cryptography;
using Dukou.Server.Api;
using Dukou.Server.Cluster;
using Dukou.Server.Devices;
using Dukou.Server.Products;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.DevicePolicies;

/// <summary>
/// The policies and what they are bound to; the front door of this feature. After every change
/// <see cref="DevicePolicyRules"/> asks again. Any number of threads may use it.
/// </summary>
sealed class DevicePolicyStore(Databases databases, RowId rowIds, SpaceStore spaces, IClusterLink link, TimeProvider clock)
    : ISpaceContent, IDeviceObserver, IProductUse
{
    /// <summary>At the start: spaces from before this feature get their default policy.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        foreach (var space in spaces.All)
            await FurnishAsync(space.AppId, cancellationToken);
    }

    /// <exception cref="IotdaException">There is no such policy.</exception>
    public DevicePolicy Get(string policyId) => databases.Core.Read(core => Find(core, policyId));

    public (IReadOnlyList<DevicePolicy> Policies, Page Page) List(string? appId, string? name, PageRequest page) =>
        databases.Core.Read(core => DevicePolicyTable.List(core, appId, name, page));

    public (IReadOnlyList<PolicyTarget> Targets, Page Page) Targets(string policyId, string? type, PageRequest page) => databases.Core.Read(core =>
    {
        Find(core, policyId);
        return PolicyTargetTable.List(core, policyId, type, page);
    });

    /// <exception cref="IotdaException">There are <see cref="DevicePolicy.CountMax"/> already, or the space is gone.</exception>
    public async Task<DevicePolicy> AddAsync(string appId, string name, IReadOnlyList<PolicyStatement> statement, CancellationToken cancellationToken)
    {
        var policy = New(appId, name, statement);
        await WriteAsync(core =>
        {
            if (!SpaceStore.Exists(core, appId))
                throw Errors.ApplicationNotFound(appId);
            if (DevicePolicyTable.CountOwn(core) >= DevicePolicy.CountMax)
                throw Errors.Forbidden($"There are {DevicePolicy.CountMax} device policies already, which is the most; delete one first.");
            DevicePolicyTable.Insert(core, rowIds.Next(), spaces.ProjectId, policy, isDefault: false);
            return true;
        }, cancellationToken);
        return policy;
    }

    /// <exception cref="IotdaException">There is no such policy.</exception>
    public async Task<DevicePolicy> ChangeAsync(string policyId, string? name, IReadOnlyList<PolicyStatement>? statement, CancellationToken cancellationToken)
    {
        DevicePolicy? changed = null;
        await WriteAsync(core =>
        {
            var policy = Find(core, policyId);
            changed = policy with { PolicyName = name ?? policy.PolicyName, Statement = statement ?? policy.Statement, UpdateTime = clock.GetUtcNow() };
            DevicePolicyTable.Update(core, changed);
            return true;
        }, cancellationToken);
        return changed!;
    }

    /// <summary>Deletes a policy with its bindings.</summary>
    /// <exception cref="IotdaException">There is no such policy.</exception>
    public Task DeleteAsync(string policyId, CancellationToken cancellationToken) => WriteAsync(core =>
    {
        if (!DevicePolicyTable.Delete(core, policyId))
            throw NotFound(policyId);
        PolicyTargetTable.DeleteOf(core, policyId);
        return true;
    }, cancellationToken);

    /// <summary>Binds each target that is there, and says of each other why not. One that is bound already counts as bound.</summary>
    /// <exception cref="IotdaException">There is no such policy.</exception>
    public Task<PolicyTargetResults> BindToAsync(string policyId, string type, IReadOnlyList<string> targetIds, CancellationToken cancellationToken) =>
        EachAsync(policyId, type, targetIds, (core, policy, target) =>
        {
            if (Missing(core, policy, target) is { } error)
                return error;
            if (PolicyTargetTable.CountOf(core, policy.AppId, target) >= DevicePolicy.PerTargetMax && !Contains(core, policyId, target))
                return new(403, "IOTDA.015204", $"The {type} {target.TargetId} has {DevicePolicy.PerTargetMax} policies already, which is the most; unbind one first.");
            PolicyTargetTable.Insert(core, rowIds.Next(), spaces.ProjectId, policy, target);
            return null;
        }, cancellationToken);

    /// <exception cref="IotdaException">There is no such policy.</exception>
    public Task<PolicyTargetResults> UnbindFromAsync(string policyId, string type, IReadOnlyList<string> targetIds, CancellationToken cancellationToken) =>
        EachAsync(policyId, type, targetIds, (core, _, target) => PolicyTargetTable.Delete(core, policyId, target)
            ? null
            : new(400, "IOTDA.000006", $"The policy {policyId} is not bound to the {type} {target.TargetId}."), cancellationToken);

    public Task FurnishAsync(string appId, CancellationToken cancellationToken) => WriteAsync(core =>
    {
        if (core.Execute("insert into device_policy_space (app_id, project_id) values (@app_id, @project_id) on conflict do nothing",
            ("@app_id", appId), ("@project_id", spaces.ProjectId)) == 0)
            return false;
        var policy = New(appId, DevicePolicy.DefaultName, DevicePolicy.AllowAll);
        DevicePolicyTable.Insert(core, rowIds.Next(), spaces.ProjectId, policy, isDefault: true);
        PolicyTargetTable.Insert(core, rowIds.Next(), spaces.ProjectId, policy, new("app", appId));
        return true;
    }, cancellationToken);

    public Task EmptyAsync(string appId, CancellationToken cancellationToken) => WriteAsync(core =>
    {
        foreach (var policyId in DevicePolicyTable.IdsIn(core, appId))
        {
            DevicePolicyTable.Delete(core, policyId);
            PolicyTargetTable.DeleteOf(core, policyId);
        }
        core.Execute("delete from device_policy_space where app_id = @app_id", ("@app_id", appId));
        return true;
    }, cancellationToken);

    public bool IsEmpty(DbConnection core, string appId) => DevicePolicyTable.IdsIn(core, appId).Count == 0;

    public void Deleted(DbConnection core, string deviceId)
    {
        if (PolicyTargetTable.Forget(core, new("device", deviceId), appId: null))
            DevicePolicyTable.Changed(core, spaces.ProjectId);
    }

    public string? UseOf(DbConnection core, string appId, string productId) => null;

    public void Deleted(DbConnection core, string appId, string productId)
    {
        if (PolicyTargetTable.Forget(core, new("product", productId), appId))
            DevicePolicyTable.Changed(core, spaces.ProjectId);
    }

    async Task<PolicyTargetResults> EachAsync(string policyId, string type, IReadOnlyList<string> targetIds, Func<DbConnection, DevicePolicy, PolicyTarget, Error?> change,
        CancellationToken cancellationToken)
    {
        var (done, failed) = (new List<string>(), new List<PolicyTargetFailure>());
        await WriteAsync(core =>
        {
            var policy = Find(core, policyId);
            foreach (var targetId in targetIds.Distinct())
                if (change(core, policy, new(type, targetId)) is { } error)
                    failed.Add(new(targetId, error.Code, error.Message));
                else
                    done.Add(targetId);
            return done.Count > 0;
        }, cancellationToken);
        return new(policyId, type, done, failed);
    }

    /// <summary>Runs a change and, when there was one, lets nobody answer by what held before.</summary>
    async Task WriteAsync(Func<DbConnection, bool> change, CancellationToken cancellationToken)
    {
        var changed = await databases.Core.WriteAsync(core =>
        {
            var any = change(core);
            if (any)
                DevicePolicyTable.Changed(core, spaces.ProjectId);
            return any;
        }, cancellationToken: cancellationToken);
        if (changed)
            await link.InvalidateAsync(CachedKind.Policy, "", CancellationToken.None);
    }

    static Error? Missing(DbConnection core, DevicePolicy policy, PolicyTarget target) => target.TargetType switch
    {
        "device" => DeviceStore.Find(core, target.TargetId) is { } device && device.AppId == policy.AppId ? null : Errors.DeviceNotFound(target.TargetId).Error,
        "product" => ProductStore.Exists(core, policy.AppId, target.TargetId) ? null : Errors.ProductNotFound(target.TargetId).Error,
        _ => target.TargetId == policy.AppId ? null : SpaceStore.Exists(core, target.TargetId)
            ? new(400, "IOTDA.000006", $"The policy belongs to the resource space {policy.AppId} and can be bound to no other.")
            : Errors.ApplicationNotFound(target.TargetId).Error,
    };

    static bool Contains(DbConnection core, string policyId, PolicyTarget target) => core.Scalar<string>(
        "select row_id from device_policy_target where policy_id = @policy_id and target_type = @target_type and target_id = @target_id",
        ("@policy_id", policyId), ("@target_type", target.TargetType), ("@target_id", target.TargetId)) is not null;

    static DevicePolicy Find(DbConnection core, string policyId) => DevicePolicyTable.Find(core, policyId) ?? throw NotFound(policyId);

    DevicePolicy New(string appId, string name, IReadOnlyList<PolicyStatement> statement)
    {
        var now = clock.GetUtcNow();
        return new(appId, RandomNumberGenerator.GetHexString(24, lowercase: true), name, statement, now, now);
    }

    static IotdaException NotFound(string policyId) => new(new(404, "IOTDA.000029", $"The device policy {policyId} does not exist."));
}
