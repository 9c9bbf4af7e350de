using Dukou.Protocol.Iotda;
using Dukou.Server.Accounts;
using Dukou.Server.Audits;
using Dukou.Server.Backups;
using Dukou.Server.Broadcasts;
using Dukou.Server.Certificates;
using Dukou.Server.Cluster;
using Dukou.Server.DeviceAuthentication;
using Dukou.Server.DeviceConfigs;
using Dukou.Server.DeviceLogs;
using Dukou.Server.DevicePolicies;
using Dukou.Server.DeviceProperties;
using Dukou.Server.DeviceRules;
using Dukou.Server.Devices;
using Dukou.Server.Events;
using Dukou.Server.Exchange;
using Dukou.Server.Files;
using Dukou.Server.Gateway;
using Dukou.Server.History;
using Dukou.Server.Home;
using Dukou.Server.HttpDevices;
using Dukou.Server.Messages;
using Dukou.Server.Pipeline;
using Dukou.Server.Products;
using Dukou.Server.Provisioning;
using Dukou.Server.Seeding;
using Dukou.Server.Shadows;
using Dukou.Server.Statistics;
using Dukou.Server.Storage;
using Dukou.Server.SubDevices;
using Dukou.Server.Telemetry;
using Dukou.Server.Traces;
using Microsoft.AspNetCore.Hosting;

namespace Dukou.Server;

/// <summary>The contents page: everything the platform is made of, registered by hand in the order of a packet's way.</summary>
static class Program
{
    public static WebApplication Build(ServerOptions options, DataFolder folder, TimeProvider clock, Action<ILoggingBuilder>? logging, IPages? pages)
    {
        // Empty: no settings file, environment or file watcher of the framework; the command line reads the platform's own.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        // Data Protection warns that keys lie in the clear beside the data; the guide says what that means.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        logging?.Invoke(builder.Logging);
        var services = builder.Services;
        Register(services, options, folder, clock);
        TelemetryServices.Register(services, builder.Configuration);
        if (pages is not null)
        {
            services.AddSingleton(pages);
            pages.Register(services);
        }

        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.Api.BodyBytesMax;
            GatewayServices.Listen(kestrel, options);
        });

        // Last, like Kestrel: it stops before whatever its connections need for their end.
        services.AddHostedService(provider => provider.GetRequiredService<PlainListener>());

        var app = builder.Build();
        TelemetryServices.Use(app);
        GatewayServices.Map(app);
        ApiServices.Use(app);
        SeedingServices.Map(app);
        FileEndpoints.Map(app);
        ShowEndpoints.Map(app);
        HttpDeviceServices.Map(app);
        pages?.Map(app);
        return app;
    }

    /// <summary>What the platform is made of but its web host: enough to read a data folder.</summary>
    public static void Register(IServiceCollection services, ServerOptions options, DataFolder folder, TimeProvider clock)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.Limits);
        services.AddSingleton(clock);

        // What became of everything: the first to start and the last to stop, so that it hears how all else ends.
        TraceServices.Register(services, options);

        // Stations 1 and 2 · a socket becomes an authenticated session.
        GatewayServices.Register(services);
        services.AddSingleton<IDeviceCredential, TemplateCredential>();
        services.AddSingleton<IDeviceCredential, CertificateCredential>();
        services.AddSingleton<IDeviceCredential, ProvisioningCredential>();
        services.AddSingleton<IDeviceCredential, GroupCertificateCredential>();
        services.AddSingleton<IDeviceCredential, GroupCredential>();
        services.AddSingleton<SecretCredential>();
        services.AddSingleton<IDeviceCredential>(provider => provider.GetRequiredService<SecretCredential>());

        // Station 3 · a publish becomes meaning; what goes down finds its session.
        services.AddSingleton<TraceFeed>();
        services.AddSingleton<PipelineMetrics>();
        services.AddSingleton<PendingRequests>();
        services.AddSingleton<IClusterLink, InProcessLink>();
        services.AddSingleton<IChildDevices, ChildDevices>();
        services.AddSingleton<Uplink>();
        services.AddSingleton<ITopicPermission, BootstrapTopics>();
        services.AddSingleton<ITopicPermission, SystemTopics>();
        services.AddSingleton<ITopicPermission, ProductTopicPermission>();
        services.AddSingleton<ITopicPermission, DevicePolicyPermission>();
        services.AddSingleton<PropertiesReportHandler>();
        services.AddSingleton<IUplinkHandler>(provider => provider.GetRequiredService<PropertiesReportHandler>());
        services.AddSingleton<IUplinkHandler, ShadowGetHandler>();
        services.AddSingleton<IUplinkHandler, BootstrapUpHandler>();
        EventServices.Register(services);
        foreach (var kind in new[] { DeviceTopicKind.MessagesUp, DeviceTopicKind.UserTopic, DeviceTopicKind.CustomTopic })
            services.AddSingleton<IUplinkHandler>(provider => ActivatorUtilities.CreateInstance<MessagesUpHandler>(provider, kind));
        services.AddSingleton<IUplinkHandler, MachineMessageHandler>();
        services.AddAnswers(DeviceTopicKind.CommandsResponse, RecordKind.CommandResponse, RequestKind.Command);
        services.AddAnswers(DeviceTopicKind.PropertiesSetResponse, RecordKind.PropertiesSetResponse, RequestKind.PropertiesSet);
        services.AddAnswers(DeviceTopicKind.PropertiesGetResponse, RecordKind.PropertiesGetResponse, RequestKind.PropertiesGet);
        services.AddSingleton<SessionObservers>();
        ExchangeServices.Register(services);
        services.AddSingleton<ISessionObserver, DevicePresence>();

        // Station 4 · durable.
        services.AddSingleton(folder);
        services.AddSingleton<Databases>();
        services.AddSingleton(options.Inbox);
        services.AddSingleton<Inbox>();

        // What is read from the inbox: shadows and history; and the copy of everything.
        services.AddSingleton<ShadowProjection>();
        services.AddSingleton<ShadowStore>();
        services.AddSingleton(options.History);
        services.AddSingleton<HistoryFiles>();
        services.AddSingleton<HistoryProjection>();
        services.AddSingleton<HistoryStore>();
        services.AddSingleton<Backup>();

        // Devices that come without a connection.
        HttpDeviceServices.Register(services);

        // The features, from the registry to what stands on it.
        RegistryServices.Register(services);
        DevicePolicyServices.Register(services);
        services.AddSingleton<PasswordDiagnosis>();
        services.AddSingleton<DeviceRequests>();
        CertificateServices.Register(services);
        AuthenticationTemplateServices.Register(services);
        ProvisioningServices.Register(services);
        MessageServices.Register(services);
        ShadowServices.Register(services);
        SubDeviceServices.Register(services);
        LogServices.Register(services);
        DeviceConfigServices.Register(services);
        DeviceRuleServices.Register(services);
        FileServices.Register(services, options.Files);
        BroadcastServices.Register(services);

        // What a first start finds, and what tests may do.
        SeedingServices.Register(services);

        // The REST shell and who may use it.
        AccountServices.Register(services, options, folder);
        AuditServices.Register(services, options.Audit);
        ApiServices.Register(services, options);
        StatisticsServices.Register(services);
    }

    static void AddAnswers(this IServiceCollection services, DeviceTopicKind topic, RecordKind record, RequestKind request) =>
        services.AddSingleton<IUplinkHandler>(provider => ActivatorUtilities.CreateInstance<ResponseHandler>(provider, topic, record, request));

    /// <summary>What must be true before the first listener accepts, in order.</summary>
    public static async Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<AccountStore>().OpenAsync(cancellationToken);
        await RegistryServices.OpenAsync(services, cancellationToken);
        await services.GetRequiredService<DevicePolicyStore>().OpenAsync(cancellationToken);
        CertificateServices.Open(services);
        AuthenticationTemplateServices.Open(services);
        ProvisioningServices.Open(services);
        await MessageServices.OpenAsync(services, cancellationToken);
        DeviceConfigServices.Open(services);
        DeviceRuleServices.Open(services);
        services.GetRequiredService<DeviceFileStore>().Open();
        await services.GetRequiredService<KeptBroadcasts>().OpenAsync(cancellationToken);
        await ShadowServices.OpenAsync(services, cancellationToken);
        services.GetRequiredService<HistoryProjection>().Start();
        await services.GetRequiredService<DeviceExchange>().StartAsync(cancellationToken);
        await services.GetRequiredService<Seeder>().OpenAsync(cancellationToken);
    }
}
