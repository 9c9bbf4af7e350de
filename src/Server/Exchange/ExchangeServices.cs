using Dukou.Server.Pipeline;

namespace Dukou.Server.Exchange;

/// <summary>What devices say to each other.</summary>
static class ExchangeServices
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<ExchangeFile>();
        services.AddSingleton<SessionServices>();
        services.AddSingleton<SessionDirectory>();
        services.AddSingleton<SubscriptionTable>();
        services.AddSingleton<RetainedStore>();
        // Handlers of the uplink know the registry, whose changes the exchange observes.
        services.AddSingleton(provider => new Lazy<Uplink>(provider.GetRequiredService<Uplink>));
        services.AddSingleton<WillPublisher>();
        services.AddSingleton<ExchangeProjection>();
        services.AddSingleton<DeviceExchange>();
    }
}
