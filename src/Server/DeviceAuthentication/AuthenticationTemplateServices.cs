using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.DeviceAuthentication;

/// <summary>Devices of other platforms, whose proof of identity a template describes.</summary>
static class AuthenticationTemplateServices
{
    public static void Register(IServiceCollection services) => services.AddSingleton<AuthenticationTemplateStore>();

    /// <summary>Before the first listener: ids go on above those that are stored.</summary>
    public static void Open(IServiceProvider services) => services.GetRequiredService<RowId>().StartAbove(
        services.GetRequiredService<Databases>().Core.Read(core => core.Scalar<string>("select max(row_id) from authentication_template")));
}
