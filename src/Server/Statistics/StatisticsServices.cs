namespace Dukou.Server.Statistics;

/// <summary>The figures of the whole platform, for whoever watches it.</summary>
static class StatisticsServices
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<MessageRates>();
        services.AddHostedService(provider => provider.GetRequiredService<MessageRates>());
        services.AddSingleton<DeviceCounts>();
        services.AddSingleton<StorageUse>();
    }
}
