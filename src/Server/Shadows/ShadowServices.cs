using Dukou.Server.DeviceProperties;
using Dukou.Server.Devices;
using Dukou.Server.Pipeline;

namespace Dukou.Server.Shadows;

/// <summary>What hangs on the shadows: devices come and go, and learn what is desired of them.</summary>
static class ShadowServices
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<DesiredPush>();
        services.AddSingleton<IReportObserver>(provider => provider.GetRequiredService<DesiredPush>());
        services.AddSingleton<ISessionObserver>(provider => provider.GetRequiredService<DesiredPush>());
        services.AddSingleton<RegistryFollower>();
        services.AddSingleton<IDeviceObserver>(provider => provider.GetRequiredService<RegistryFollower>());
    }

    /// <summary>After the registry and the inbox, and before the first device of this run is registered.</summary>
    public static Task OpenAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        services.GetRequiredService<ShadowProjection>().Start();
        return services.GetRequiredService<RegistryFollower>().OpenAsync(cancellationToken);
    }
}
