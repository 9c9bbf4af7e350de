using Dukou.Server.Api;
using Dukou.Server.DeviceProperties;
using Dukou.Server.Devices;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.DeviceRules;

/// <summary>Rules that run on devices.</summary>
static class DeviceRuleServices
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<DeviceRuleStore>();
        services.AddSingleton<ISpaceContent>(provider => provider.GetRequiredService<DeviceRuleStore>());
        services.AddSingleton<IDeviceObserver>(provider => provider.GetRequiredService<DeviceRuleStore>());
        services.AddSingleton<DeviceRuleDelivery>();
        services.AddSingleton<IReportObserver>(provider => provider.GetRequiredService<DeviceRuleDelivery>());
    }

    /// <summary>Before the first listener: row ids go on above those of earlier runs.</summary>
    public static void Open(IServiceProvider services) => services.GetRequiredService<RowId>().StartAbove(
        services.GetRequiredService<Databases>().Core.Read(core => core.Scalar<string>("select max(row_id) from device_rule")));
}
