using Dukou.Server.Accounts;
using Dukou.Server.Api;
using Dukou.Server.Cluster;
using Dukou.Server.Products;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.Devices;

/// <summary>The registry: resource spaces, products, devices.</summary>
static class RegistryServices
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<Outbox>();
        services.AddSingleton<SpaceStore>();
        services.AddSingleton<ProductStore>();
        services.AddSingleton<StartCounter>();
        services.AddSingleton<ConnectionStates>();
        services.AddSingleton<DeviceStore>();
        services.AddSingleton<DeviceRegistration>();
        services.AddSingleton<DeviceLifecycle>();
        services.AddSingleton<ICache>(provider => provider.GetRequiredService<ProductStore>());
        services.AddSingleton<ICache>(provider => provider.GetRequiredService<DeviceStore>());
        services.AddSingleton<IProductUse>(provider => provider.GetRequiredService<DeviceStore>());
        // What lives in products goes before the products.
        services.AddSingleton<ISpaceContent>(provider => provider.GetRequiredService<DeviceLifecycle>());
        services.AddSingleton<ISpaceContent>(provider => provider.GetRequiredService<ProductStore>());
        services.AddSingleton<ExchangeContent>();
        services.AddSingleton<IDeviceObserver>(provider => provider.GetRequiredService<ExchangeContent>());
        services.AddSingleton<ISpaceContent>(provider => provider.GetRequiredService<ExchangeContent>());
        services.AddHostedService(provider => provider.GetRequiredService<ConnectionStates>());
        services.AddHostedService<RegistrationSweeper>();
        services.AddHostedService<OutboxRetention>();
    }

    /// <summary>After the account and before the first listener: the default space, this run's epochs, nobody online.</summary>
    public static async Task OpenAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var core = services.GetRequiredService<Databases>().Core;
        services.GetRequiredService<RowId>().StartAbove(core.Read(connection => connection.Scalar<string>("""
            select max(row_id) from (
                select max(row_id) as row_id from space union all select max(row_id) from product union all select max(row_id) from device
                union all select max(row_id) from device_policy union all select max(row_id) from device_policy_target) ids
            """)));
        await services.GetRequiredService<SpaceStore>().OpenAsync(services.GetRequiredService<AccountStore>().Project.ProjectId, cancellationToken);
        await services.GetRequiredService<StartCounter>().OpenAsync(cancellationToken);
        await services.GetRequiredService<DeviceStore>().AllOfflineAtStartAsync(
            services.GetRequiredService<TimeProvider>().GetUtcNow(), services.GetRequiredService<LimitOptions>().ChildrenOfflineWithGateway == 1, cancellationToken);
    }
}
