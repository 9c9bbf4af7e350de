using Dukou.Server.Spaces;

namespace Dukou.Server.Traces;

/// <summary>What became of every message, connection attempt and API call.</summary>
static class TraceServices
{
    public static void Register(IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(options.Traces);
        services.AddSingleton<AttemptRing>();
        services.AddSingleton<TraceStore>();
        services.AddSingleton<TraceLedger>();
        services.AddSingleton<UplinkTraces>();
        services.AddSingleton<DeviceUplinks>();
        services.AddSingleton<TraceReader>();
        services.AddSingleton<TraceStreams>();
        services.AddSingleton<IResettable>(provider => provider.GetRequiredService<TraceLedger>());
        services.AddHostedService(provider => provider.GetRequiredService<TraceLedger>());
    }
}
