using Dukou.Server.Accounts;
using Dukou.Server.Devices;

namespace Dukou.Server.HttpDevices;

/// <summary>Devices that report over HTTPS, without a connection: uplinks only.</summary>
static class HttpDeviceServices
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<HttpTokenStore>();
        services.AddSingleton<IDeviceObserver>(provider => provider.GetRequiredService<HttpTokenStore>());
        services.AddSingleton<ChildReportRule>();
        // Apart from that of people who sign in: devices and people may share an address.
        services.AddKeyedSingleton<SignInLimiter>(DeviceAuth.Guesses);
        services.AddSingleton<HttpUplink>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        DeviceAuth.Map(routes);
        DeviceReports.Map(routes);
    }
}
