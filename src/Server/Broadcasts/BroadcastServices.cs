using Dukou.Server.Devices;
using Dukou.Server.Pipeline;
using Dukou.Server.Spaces;

namespace Dukou.Server.Broadcasts;

/// <summary>Broadcasts that wait for devices.</summary>
static class BroadcastServices
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<KeptBroadcasts>();
        services.AddSingleton<ISessionObserver>(provider => provider.GetRequiredService<KeptBroadcasts>());
        services.AddSingleton<IDeviceObserver>(provider => provider.GetRequiredService<KeptBroadcasts>());
        services.AddSingleton<ISpaceContent>(provider => provider.GetRequiredService<KeptBroadcasts>());
        services.AddHostedService(provider => provider.GetRequiredService<KeptBroadcasts>());
    }
}
