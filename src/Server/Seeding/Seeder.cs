using Dukou.Server.Accounts;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Products;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.Seeding;

/// <summary>
/// Fills a new platform: with the seed file's products and devices, else with the demo. In a folder that has them already, only what
/// is missing is made. <see cref="ResetAsync"/> brings an ephemeral platform back to this state.
/// </summary>
sealed class Seeder(
    ServerOptions options, DataFolder folder, Demo demo, ProductStore products, DeviceStore devices, DeviceRegistration registration, DeviceLifecycle lifecycle, SpaceStore spaces,
    AccountStore accounts, IEnumerable<ISpaceContent> contents, IEnumerable<IResettable> resettables, TimeProvider clock) : IDisposable
{
    readonly Seed? _seed = options.SeedFile is { } file ? Seed.Read(file) : null;

    // One reset at a time.
    readonly SemaphoreSlim _resetting = new(1);

    /// <exception cref="PlatformStartException">The seed names something that can't be.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_seed is null)
        {
            if (folder.Created && !options.NoDemo)
                await demo.CreateAsync(cancellationToken);
            return;
        }
        try
        {
            await FillAsync(_seed, cancellationToken);
        }
        catch (IotdaException failure)
        {
            throw new PlatformStartException([$"--seed: {failure.Error.Message}"]);
        }
    }

    /// <summary>Back to the state of the start: everything that was registered goes, with all links, and the seed comes again.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await _resetting.WaitAsync(cancellationToken);
        try
        {
            await EmptyAsync(cancellationToken);
            if (_seed is not null)
                await FillAsync(_seed, cancellationToken);
            else if (!options.NoDemo)
                await demo.CreateAsync(cancellationToken);
        }
        finally
        {
            _resetting.Release();
        }
    }

    public void Dispose() => _resetting.Dispose();

    async Task EmptyAsync(CancellationToken cancellationToken)
    {
        var all = contents.ToList();
        foreach (var space in spaces.All.Where(space => !space.DefaultApp))
            await spaces.DeleteAsync(space.AppId, all, cancellationToken);
        foreach (var content in all)
            await content.EmptyAsync(spaces.Default.AppId, cancellationToken);
        var account = accounts.Account;
        foreach (var user in accounts.Users.Where(user => user.Name != account.User))
            await accounts.RemoveUserAsync(user.UserId, cancellationToken);
        foreach (var key in accounts.Keys.Where(key => key.AccessKey != account.AccessKey))
            await accounts.RemoveKeyAsync(key.AccessKey, userId: null, cancellationToken);
        foreach (var content in all)
            await content.FurnishAsync(spaces.Default.AppId, cancellationToken);
        foreach (var resettable in resettables)
            await resettable.ResetAsync(cancellationToken);
    }

    async Task FillAsync(Seed seed, CancellationToken cancellationToken)
    {
        var space = spaces.Default.AppId;
        foreach (var product in seed.Products ?? [])
            if (product.ProductId is null || products.Find(product.AppId ?? space, product.ProductId) is null)
                await CreateProduct.Handle(product, products, spaces, clock, cancellationToken);
        // Gateways stand before their children in the file; the others of a seed could go together, but few milliseconds are at stake.
        foreach (var device in seed.Devices ?? [])
            if (await devices.FindAsync(device.DeviceId ?? $"{device.ProductId}_{device.NodeId}") is null)
                await AddDevice.Handle(device, registration, lifecycle, devices, cancellationToken);
    }
}
