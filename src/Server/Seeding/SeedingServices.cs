using Dukou.Server.TestClock;

namespace Dukou.Server.Seeding;

/// <summary>What a platform holds at its first start, and what tests may do with it.</summary>
static class SeedingServices
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<Demo>();
        services.AddSingleton<Seeder>();
    }

    public static void Map(WebApplication app)
    {
        ResetPlatform.Map(app, app.Services.GetRequiredService<ServerOptions>());
        MoveTestClock.Map(app, app.Services.GetRequiredService<TimeProvider>());
    }
}
