using Dukou.Cli.Settings;
using Microsoft.Extensions.Logging.Console;

namespace Dukou.Cli;

/// <summary>The log of a running platform: standard error, as sentences for a person or as one JSON object a line for a collector.</summary>
static class Logs
{
    public static void Configure(ILoggingBuilder logging, ServerSettings settings)
    {
        logging.SetMinimumLevel(settings.LogLevel);
        logging.AddConsole(console =>
        {
            console.FormatterName = settings.LogJson ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        if (settings.LogJson)
            logging.AddJsonConsole(format =>
            {
                format.UseUtcTimestamp = true;
                format.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
        else
            logging.AddSimpleConsole(format =>
            {
                format.SingleLine = true;
                format.TimestampFormat = "HH:mm:ss ";
                format.ColorBehavior = Console.IsErrorRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || Environment.GetEnvironmentVariable("CI") == "true"
                    ? LoggerColorBehavior.Disabled
                    : LoggerColorBehavior.Enabled;
            });
    }
}
