using System.Globalization;

namespace Dukou.Cli.Module;

/// <summary>
/// What a virtual module runs and who it is. Each identity reaches the libraries as an environment variable
/// <c>DUKOU_MODULE_…</c>; what is null keeps the library's own default (or the variable that this process was given).
/// </summary>
sealed record ModuleSettings
{
    /// <summary>The script's bytes; they are neither decoded nor completed.</summary>
    public required ReadOnlyMemory<byte> Script { get; init; }

    /// <summary>The script's file name on the module's flash.</summary>
    public string ScriptName { get; init; } = "main.py";

    /// <summary>What <c>modem.getDevImei()</c> answers.</summary>
    public string? Imei { get; init; }

    /// <summary>What <c>modem.getDevSN()</c> answers.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>What <c>sim.getImsi()</c> answers.</summary>
    public string? Imsi { get; init; }

    /// <summary>host:port that stands in for whatever server the script names; null leaves the script's own.</summary>
    public string? Server { get; init; }

    /// <summary>The same for a script that connects over TLS; null means <see cref="Server"/>.</summary>
    public string? TlsServer { get; init; }

    /// <summary>The folder that is the module's flash and stays; null is a temporary one.</summary>
    public string? Flash { get; init; }

    public ModuleClock Clock { get; init; }

    /// <summary>What the module's clock shows at power-on; null is now.</summary>
    public DateTimeOffset? ClockAt { get; init; }

    /// <summary>How long the module stays on, by its own clock; null is until the script ends.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What goes wrong with its network, and when.</summary>
    public FaultPlan Faults { get; init; } = FaultPlan.None;

    /// <summary>Makes <c>urandom</c> and <c>uos.urandom</c> give the same numbers again.</summary>
    public long? Seed { get; init; }

    /// <summary>The file that every MQTT packet is written to.</summary>
    public string? Packets { get; init; }

    /// <summary>Null unpacks one for this module alone.</summary>
    public ModuleLibrary? Library { get; init; }

    /// <summary>Null looks for one.</summary>
    public ModuleRuntime? Runtime { get; init; }

    /// <summary>More settings of the libraries, by the part of the name after <c>DUKOU_MODULE_</c>.</summary>
    public IReadOnlyDictionary<string, string> More { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads a script from a file, byte for byte.</summary>
    public static async Task<ModuleSettings> FromFileAsync(string path, CancellationToken cancellationToken) =>
        new() { Script = await File.ReadAllBytesAsync(path, cancellationToken), ScriptName = Path.GetFileName(path) };

    internal IEnumerable<(string Name, string Value)> ToEnvironment()
    {
        (string Name, string? Value)[] named =
        [
            ("IMEI", Imei), ("SN", SerialNumber), ("IMSI", Imsi), ("SERVER", Server), ("TLS_SERVER", TlsServer), ("PACKETS", Packets),
            ("CLOCK", Clock.ToString().ToLowerInvariant()),
            ("CLOCK_AT", ClockAt?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            ("UNTIL", Duration?.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
            ("FAULTS", Faults.IsNone ? null : Faults.ToString()), ("SEED", Seed?.ToString(CultureInfo.InvariantCulture)),
        ];
        foreach (var (name, value) in named)
            if (value is not null)
                yield return ("DUKOU_MODULE_" + name, value);
        foreach (var (name, value) in More)
            yield return ("DUKOU_MODULE_" + name, value);
    }
}
