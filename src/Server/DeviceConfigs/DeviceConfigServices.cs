using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.DeviceConfigs;

/// <summary>Remote configuration of devices.</summary>
static class DeviceConfigServices
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<DeviceConfigStore>();
        services.AddSingleton<DeviceConfigDelivery>();
        services.AddSingleton<ISessionObserver>(provider => provider.GetRequiredService<DeviceConfigDelivery>());
        services.AddSingleton<IDeviceObserver>(provider => provider.GetRequiredService<DeviceConfigDelivery>());
        services.AddHostedService(provider => provider.GetRequiredService<DeviceConfigDelivery>());
    }

    /// <summary>Before the first listener: row ids go on above those of earlier runs.</summary>
    public static void Open(IServiceProvider services) => services.GetRequiredService<RowId>().StartAbove(
        services.GetRequiredService<Databases>().Core.Read(core => core.Scalar<string>("select max(row_id) from device_config")));
}
