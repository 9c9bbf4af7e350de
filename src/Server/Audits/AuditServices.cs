namespace Dukou.Server.Audits;

/// <summary>Who changed what.</summary>
static class AuditServices
{
    public static void Register(IServiceCollection services, AuditOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<FailedSignIns>();
        services.AddSingleton<AuditStore>();
        services.AddHostedService<AuditRetention>();
    }
}
