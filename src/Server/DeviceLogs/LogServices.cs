using Dukou.Server.Devices;
using Dukou.Server.Pipeline;

namespace Dukou.Server.DeviceLogs;

/// <summary>Logs of devices.</summary>
static class LogServices
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<LogSwitchStore>();
        services.AddSingleton<ISessionObserver>(provider => provider.GetRequiredService<LogSwitchStore>());
        services.AddSingleton<IDeviceObserver>(provider => provider.GetRequiredService<LogSwitchStore>());
    }
}
