using Dukou.Server.Api;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.Certificates;

/// <summary>Devices that prove themselves by X.509 certificates: the authorities, and the certificates that have come.</summary>
static class CertificateServices
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<CaCertificateStore>();
        services.AddSingleton<ISpaceContent>(provider => provider.GetRequiredService<CaCertificateStore>());
        services.AddSingleton<DeviceCertificateStore>();
        services.AddSingleton<CertificateJudge>();
        services.AddSingleton<CertificateProof>();
    }

    /// <summary>Before the first listener: ids go on above those that are stored.</summary>
    public static void Open(IServiceProvider services) => services.GetRequiredService<RowId>().StartAbove(services.GetRequiredService<Databases>().Core.Read(core =>
        core.Scalar<string>("select max(row_id) from (select max(row_id) as row_id from ca_certificate union all select max(row_id) from device_certificate) ids")));
}
