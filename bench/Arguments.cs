using System.Globalization;
using System.Net;
using Dukou.Bench.Load;

namespace Dukou.Bench;

/// <summary><c>--name value</c> pairs; a flag has no value. What nobody reads is a mistake.</summary>
sealed class Arguments
{
    readonly Dictionary<string, string> _given = [];

    public Arguments(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                throw new ArgumentException($"'{args[i]}' is not an option.");
            var isFlag = i + 1 == args.Length || args[i + 1].StartsWith("--", StringComparison.Ordinal);
            _given[args[i][2..]] = isFlag ? "true" : args[++i];
        }
    }

    public LoadOptions Load()
    {
        var defaults = new LoadOptions();
        return Done(defaults with
        {
            Mqtt = Take("mqtt") is { } address ? IPEndPoint.Parse(address) : defaults.Mqtt,
            ServerFile = Take("server"),
            ProcessId = Number("pid", defaults.ProcessId),
            Anonymous = Take("anonymous") is "true",
            Tls = Take("tls") is "true",
            Connections = Number("connections", defaults.Connections),
            FirstDevice = Number("first", defaults.FirstDevice),
            IdleConnections = Number("idle", defaults.IdleConnections),
            QoS = Number("qos", defaults.QoS),
            Window = Number("window", defaults.Window),
            PayloadBytes = Number("payload", defaults.PayloadBytes),
            Rate = Number("rate", defaults.Rate),
            Warmup = Number("warmup", defaults.Warmup),
            Seconds = Number("seconds", defaults.Seconds),
            Concurrency = Number("concurrency", defaults.Concurrency),
            Path = Take("path") ?? defaults.Path,
            Label = Take("label") ?? defaults.Label,
        });
    }

    public int Seed() => Done(Number("devices", 1000));

    public int Port() => Done(Number("port", 1884));

    int Number(string name, int byDefault) => Take(name) is not { } text ? byDefault
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ArgumentException($"--{name}: '{text}' is not a number.");

    string? Take(string name) => _given.Remove(name, out var value) ? value : null;

    T Done<T>(T options) => _given.Count == 0 ? options : throw new ArgumentException($"There is no option --{_given.Keys.First()}.");
}
