using System.Data.Common;
using System.Security.Cryptography;
using Dukou.Server.Accounts;
using Dukou.Server.Api;
using Dukou.Server.Products;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.Provisioning;

/// <summary>
/// The registration groups, in table <c>registration_group</c>; the front door of this feature. At most <see cref="GroupsMax"/>. Nothing is
/// cached: devices activate once in their lives. Any number of threads may use it.
/// </summary>
sealed class RegistrationGroupStore(Databases databases, RowId rowIds, SpaceStore spaces, Secrets secrets, TimeProvider clock) : IProductUse, ISpaceContent
{
    public const int GroupsMax = 1000;
    // The vendor's look like ff5bbx7a488f.
    const int ScopeIdLength = 12;
    const int SecretBytes = 32;
    const string SecretPurpose = "registration group secret";
    const string ScopeCharacters = "abcdefghijklmnopqrstuvwxyz0123456789";

    public RegistrationGroup? Find(string groupId) => databases.Core.Read(core => RegistrationGroupTable.Find(core, groupId));

    public RegistrationGroup? FindByScope(string scopeId) => databases.Core.Read(core => RegistrationGroupTable.FindByScope(core, scopeId));

    /// <exception cref="IotdaException">There is no such group.</exception>
    public RegistrationGroup Get(string groupId) => Find(groupId) ?? throw NotFound(groupId);

    public (IReadOnlyList<RegistrationGroup> Groups, Page Page) List(string? appId, string? productId, PageRequest page) =>
        databases.Core.Read(core => RegistrationGroupTable.List(core, appId, productId, page));

    /// <summary>The secret as devices hold it: Base64 of bytes. Null for a group that goes by certificates.</summary>
    public string? UnprotectSecret(RegistrationGroup group) => group.ByCertificate ? null : secrets.Unprotect(SecretPurpose, Convert.FromBase64String(group.SecretProtected));

    public string Protect(string secret) => Convert.ToBase64String(secrets.Protect(SecretPurpose, secret));

    public static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>A group of that product, by certificates when there is no secret, with a scope of its own and the defaults of <see cref="RegistrationGroup"/>, not stored yet.</summary>
    public RegistrationGroup New(Product product, string name, string? secret) => new(rowIds.Next(), product.AppId, product.ProductId, name,
        RandomNumberGenerator.GetString(ScopeCharacters, ScopeIdLength), secret is null ? "" : Protect(secret), clock.GetUtcNow())
    { ByCertificate = secret is null };

    /// <exception cref="IotdaException">The product is gone, or there are <see cref="GroupsMax"/> groups already.</exception>
    public Task AddAsync(RegistrationGroup group, CancellationToken cancellationToken) => databases.Core.WriteAsync(core =>
    {
        if (!ProductStore.Exists(core, group.AppId, group.ProductId))
            throw Errors.ProductNotFound(group.ProductId);
        if (core.Scalar<long>("select count(*) from registration_group") >= GroupsMax)
            throw Errors.Forbidden($"There are {GroupsMax} registration groups already, which is the most; delete one first.");
        RegistrationGroupTable.Insert(core, spaces.ProjectId, group);
    }, cancellationToken: cancellationToken);

    /// <exception cref="IotdaException">There is no such group.</exception>
    public Task<RegistrationGroup> ChangeAsync(string groupId, Func<RegistrationGroup, RegistrationGroup> change, CancellationToken cancellationToken) =>
        databases.Core.WriteAsync(core =>
        {
            var changed = change(RegistrationGroupTable.Find(core, groupId) ?? throw NotFound(groupId));
            RegistrationGroupTable.Update(core, changed);
            return changed;
        }, cancellationToken: cancellationToken);

    /// <summary>A device is about to register itself by the group: it counts from here on, unless <paramref name="register"/> fails.</summary>
    /// <exception cref="IotdaException">As many have as may.</exception>
    public async Task CountAsync(RegistrationGroup group, Func<Task> register, CancellationToken cancellationToken)
    {
        if (!await databases.Core.WriteAsync(core => RegistrationGroupTable.TryCount(core, group.GroupId), cancellationToken: cancellationToken))
            throw Errors.Forbidden($"{group.DeviceMax} devices have registered themselves by the registration group {group.GroupName}, which is the most that may.");
        try
        {
            await register();
        }
        // It is not registered; of one whose caller went away nobody knows, and it stays counted.
        catch (Exception failure) when (failure is IotdaException or StorageException)
        {
            await databases.Core.WriteAsync(core => RegistrationGroupTable.Uncount(core, group.GroupId), cancellationToken: CancellationToken.None);
            throw;
        }
    }

    /// <exception cref="IotdaException">There is no such group.</exception>
    public Task DeleteAsync(string groupId, CancellationToken cancellationToken) => databases.Core.WriteAsync(core =>
    {
        if (core.Execute("delete from registration_group where row_id = @id", ("@id", groupId)) == 0)
            throw NotFound(groupId);
        core.Execute("delete from registration_group_device where group_id = @id", ("@id", groupId));
    }, cancellationToken: cancellationToken);

    public string? UseOf(DbConnection core, string appId, string productId) => core.Scalar<long>(
        "select count(*) from registration_group where product_id = @product_id and app_id = @app_id", ("@product_id", productId), ("@app_id", appId)) is > 0 and var count
        ? $"{count} registration group{(count == 1 ? "" : "s")}"
        : null;

    public Task EmptyAsync(string appId, CancellationToken cancellationToken) =>
        databases.Core.WriteAsync(core =>
        {
            core.Execute("delete from registration_group_device where group_id in (select row_id from registration_group where app_id = @app_id)", ("@app_id", appId));
            core.Execute("delete from registration_group where app_id = @app_id", ("@app_id", appId));
        }, cancellationToken: cancellationToken);

    public bool IsEmpty(DbConnection core, string appId) =>
        core.Scalar<long>("select count(*) from registration_group where app_id = @app_id", ("@app_id", appId)) == 0;

    static IotdaException NotFound(string groupId) => new(new(404, "IOTDA.000029", $"There is no registration group with the id {groupId}."));
}
