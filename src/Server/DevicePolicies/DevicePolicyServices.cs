using Dukou.Server.Cluster;
using Dukou.Server.Devices;
using Dukou.Server.Products;
using Dukou.Server.Spaces;

namespace Dukou.Server.DevicePolicies;

/// <summary>Who may publish and subscribe where outside <c>$oc</c>.</summary>
static class DevicePolicyServices
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<DevicePolicyRules>();
        services.AddSingleton<DevicePolicyStore>();
        services.AddSingleton<ICache>(provider => provider.GetRequiredService<DevicePolicyRules>());
        services.AddSingleton<ISpaceContent>(provider => provider.GetRequiredService<DevicePolicyStore>());
        services.AddSingleton<IDeviceObserver>(provider => provider.GetRequiredService<DevicePolicyStore>());
        services.AddSingleton<IProductUse>(provider => provider.GetRequiredService<DevicePolicyStore>());
    }
}
