using System.Collections;
using System.Net;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Dukou.Server.Telemetry;

/// <summary>
/// Metrics and traces by OpenTelemetry. <c>/metrics</c> speaks Prometheus to callers on this computer; others find nothing there, for the
/// figures tell who is connected. What goes to a collector is set by OpenTelemetry's own environment variables
/// (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>); without them nothing leaves the process.
/// </summary>
static class TelemetryServices
{
    const string MetricsPath = "/metrics";

    // OpenTelemetry sets aside the room for all series of a metric at once, by itself for 2,000: nine megabytes that stay empty. Ours have the
    // reasons of the catalogue or the platform's events; a request has its route, method and answer.
    const int SeriesMax = 300;
    const string SeriesOfRequests = "http.server.request.duration";

    public static void Register(IServiceCollection services, IConfigurationBuilder configuration)
    {
        // OpenTelemetry reads its variables by way of the configuration, which holds nothing of the environment by itself.
        configuration.AddInMemoryCollection(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value))
            .Where(variable => variable.Key.StartsWith("OTEL_", StringComparison.Ordinal)));
        var toCollector = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 };
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("dukou", serviceVersion: typeof(TelemetryServices).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter("Dukou.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel").AddRuntimeInstrumentation().AddPrometheusExporter();
                metrics.AddView(instrument => instrument.Name == SeriesOfRequests ? null : new MetricStreamConfiguration { CardinalityLimit = SeriesMax });
                if (toCollector)
                    metrics.AddOtlpExporter();
            });
        if (toCollector)
            telemetry.WithTracing(traces => traces.AddSource("Dukou.*").AddAspNetCoreInstrumentation().AddOtlpExporter());
    }

    public static void Use(WebApplication app) => app.UseOpenTelemetryPrometheusScrapingEndpoint(context => context.Request.Path == MetricsPath && IsLocal(context));

    static bool IsLocal(HttpContext context) => context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote);
}
