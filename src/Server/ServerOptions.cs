using System.Net;
using Dukou.Server.Api;
using Dukou.Server.Audits;
using Dukou.Server.Files;
using Dukou.Server.History;
using Dukou.Server.Storage;
using Dukou.Server.Traces;

namespace Dukou.Server;

/// <summary>Everything that one start of the platform is told. Checked by <see cref="Problems"/>, all mistakes at once.</summary>
public sealed record ServerOptions
{
    /// <summary>The folder of everything durable.</summary>
    public required string DataFolder { get; init; }

    /// <summary>True: the folder is deleted at the end, and seeds and resets are allowed.</summary>
    public bool Ephemeral { get; init; }

    /// <summary>Null switches a listener off. Defaults: loopback, 8080, 8443, 1883, 8883.</summary>
    public Listen? Http { get; init; } = new(IPAddress.Loopback, 8080);
    public Listen? Https { get; init; } = new(IPAddress.Loopback, 8443);
    public Listen? Mqtt { get; init; } = new(IPAddress.Loopback, 1883);
    public Listen? Mqtts { get; init; } = new(IPAddress.Loopback, 8883);

    /// <summary>The host (and port of plain MQTT) that devices and applications are told, <c>host[:port]</c>; by default where the listeners bind.</summary>
    public string? Advertise { get; init; }

    public CompatibilityProfile Profile { get; init; } = CompatibilityProfile.Iotda;

    /// <summary>A JSON file that describes account, products and devices; loopback or ephemeral only.</summary>
    public string? SeedFile { get; init; }

    /// <summary>The start of a manual clock that only <c>POST /v1/test/clock</c> moves; loopback only.</summary>
    public DateTimeOffset? TestClock { get; init; }

    /// <summary>Plain MQTT by .NET's sockets, as on systems other than Linux; for their tests.</summary>
    internal bool UsesRuntimeSockets { get; init; }

    /// <summary>Don't make the demo product and device at first start.</summary>
    public bool NoDemo { get; init; }

    /// <summary>Where the encryption keys live; by default inside the data folder.</summary>
    public string? KeysFolder { get; init; }

    /// <summary>PEM files of the server certificate and its key; by default the platform makes its own CA and certificate.</summary>
    public string? TlsCertificateFile { get; init; }
    public string? TlsKeyFile { get; init; }

    /// <summary>The account of the first start; generated when absent.</summary>
    public string? AccessKey { get; init; }
    public string? SecretKey { get; init; }
    public string? User { get; init; }
    public string? Password { get; init; }
    public string? ProjectId { get; init; }

    /// <summary>Origins that may call the API from a browser (CORS); none by default.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>Bounds of the REST API.</summary>
    public ApiOptions Api { get; init; } = new();

    /// <summary>The platform's limits; each has the vendor's value as default.</summary>
    public LimitOptions Limits { get; init; } = new();

    /// <summary>The host part of <see cref="Advertise"/>.</summary>
    public string? AdvertisedHost => Advertise is null ? null : SplitAdvertise(Advertise).Host;

    /// <summary>The port part of <see cref="Advertise"/>: the plain MQTT port as devices see it.</summary>
    public int? AdvertisedPort => Advertise is null ? null : SplitAdvertise(Advertise).Port;

    // host, host:port, [v6] or [v6]:port
    static (string Host, int? Port) SplitAdvertise(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || text.EndsWith(']') || text.IndexOf(':') != colon && !text.StartsWith('['))
            return (text.Trim('[', ']'), null);
        return (text[..colon].Trim('[', ']'), int.TryParse(text.AsSpan(colon + 1), out var port) ? port : -1);
    }

    /// <summary>The bounds of the log in front of everything.</summary>
    public InboxOptions Inbox { get; init; } = new();

    /// <summary>How much is remembered of what became of messages, connection attempts and API calls.</summary>
    public TraceOptions Traces { get; init; } = new();

    /// <summary>How much is kept of who changed what.</summary>
    public AuditOptions Audit { get; init; } = new();

    /// <summary>How much of what devices sent is kept.</summary>
    public HistoryOptions History { get; init; } = new();

    /// <summary>How many files of devices are kept.</summary>
    public FileStoreOptions Files { get; init; } = new();

    /// <summary>Every listener with the option that sets it.</summary>
    internal IReadOnlyList<(string Option, Listen? Listen)> Listeners => [("--http", Http), ("--https", Https), ("--mqtt", Mqtt), ("--mqtts", Mqtts)];

    public bool LoopbackOnly => Listeners.All(listener => listener.Listen is null or { IsLoopback: true });

    /// <summary>One sentence for each setting that can't be; empty when the platform can start.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (TestClock is not null && !LoopbackOnly)
            problems.Add("--test-clock is for tests: it needs every listener on loopback.");
        if (SeedFile is not null && !LoopbackOnly && !Ephemeral)
            problems.Add("--seed fixes keys and secrets: it needs every listener on loopback, or --ephemeral.");
        if (SeedFile is not null && !File.Exists(SeedFile))
            problems.Add($"--seed: there is no file {SeedFile}.");
        if (TlsCertificateFile is null != TlsKeyFile is null)
            problems.Add("--tls-cert and --tls-key go together.");
        if (ProjectId is not null && (ProjectId.Length != 32 || !ProjectId.All(char.IsAsciiHexDigitLower)))
            problems.Add("DUKOU_PROJECT_ID must be 32 lower-case hexadecimal digits.");
        if (AdvertisedPort is < 1 or > 65535 || AdvertisedHost is "")
            problems.Add($"--advertise must be host or host:port, is '{Advertise}'.");
        if (Listeners.All(listener => listener.Listen is null))
            problems.Add("Every listener is off; leave at least one on.");
        foreach (var (name, secret) in new[] { ("DUKOU_AK", AccessKey), ("DUKOU_SK", SecretKey), ("DUKOU_USER", User), ("DUKOU_PASSWORD", Password) })
            if (secret is { Length: < 16 } && !LoopbackOnly)
                problems.Add($"{name} must have at least 16 characters when a listener is beyond loopback.");
        if (AccessKey is null != SecretKey is null)
            problems.Add("DUKOU_AK and DUKOU_SK go together.");
        if (AccessKey is not null && (AccessKey.Length is 0 or > 128 || !AccessKey.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
            problems.Add("DUKOU_AK must have 1 to 128 letters, digits, '-' or '_'.");
        foreach (var (name, value, max) in new[] { ("DUKOU_SK", SecretKey, 128), ("DUKOU_USER", User, 64), ("DUKOU_PASSWORD", Password, 256) })
            if (value is not null && (value.Length is 0 || value.Length > max))
                problems.Add($"{name} must have 1 to {max} characters.");
        problems.AddRange(Api.Problems());
        problems.AddRange(Limits.Problems());
        problems.AddRange(Inbox.Problems());
        problems.AddRange(Traces.Problems());
        problems.AddRange(Audit.Problems());
        problems.AddRange(History.Problems());
        problems.AddRange(Files.Problems());
        return problems;
    }
}

/// <summary>Which server Dukou behaves like: IoTDA with its limits, or a full MQTT server with IoTDA's topics.</summary>
public enum CompatibilityProfile
{
    Iotda,
    Relaxed,
}
