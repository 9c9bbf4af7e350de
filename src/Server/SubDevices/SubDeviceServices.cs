using Dukou.Server.Devices;
using Dukou.Server.Pipeline;

namespace Dukou.Server.SubDevices;

/// <summary>Gateways and the devices behind them.</summary>
static class SubDeviceServices
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<IUplinkHandler, GatewayReportHandler>();
        services.AddSingleton<SubDeviceChanges>();
        services.AddSingleton<SubDeviceNotices>();
        services.AddSingleton<IDeviceObserver>(provider => provider.GetRequiredService<SubDeviceNotices>());
        services.AddSingleton<ISessionObserver, ChildrenOffline>();
        services.AddSingleton<IDeviceObserver>(provider => provider.GetRequiredService<SubDeviceScans>());
    }
}
