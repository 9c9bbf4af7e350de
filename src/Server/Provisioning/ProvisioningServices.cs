using Dukou.Server.Api;
using Dukou.Server.Certificates;
using Dukou.Server.Devices;
using Dukou.Server.Products;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.Provisioning;

/// <summary>How devices come into the registry by themselves.</summary>
static class ProvisioningServices
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<RegistrationGroupStore>();
        services.AddSingleton<IProductUse>(provider => provider.GetRequiredService<RegistrationGroupStore>());
        services.AddSingleton<ISpaceContent>(provider => provider.GetRequiredService<RegistrationGroupStore>());
        services.AddSingleton<ActivatedDevices>();
        services.AddSingleton<IDeviceObserver>(provider => provider.GetRequiredService<ActivatedDevices>());
        services.AddSingleton<Activation>();
        services.AddSingleton<SelfRegistration>();
        services.AddSingleton<ProvisioningTemplateStore>();
        services.AddSingleton<ITemplateDirectory>(provider => provider.GetRequiredService<ProvisioningTemplateStore>());
    }

    /// <summary>Before the first listener: ids go on above those that are stored.</summary>
    public static void Open(IServiceProvider services) => services.GetRequiredService<RowId>().StartAbove(
        services.GetRequiredService<Databases>().Core.Read(core => core.Scalar<string>(
            "select max(row_id) from (select max(row_id) as row_id from registration_group union all select max(row_id) from provisioning_template union all select max(row_id) from registration_group_device) ids")));
}
