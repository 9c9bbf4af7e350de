using System.Globalization;
using Dukou.Server;

namespace Dukou.Cli.Module;

/// <summary>
/// Some virtual modules with the same script, each a process with an identity, faults and a packet file of its own. A module takes about
/// 15 MB; at most <see cref="StartingMax"/> start at the same time. The first has the identity that was asked for, the others count on.
/// </summary>
sealed class Fleet(ModuleSettings settings, int count)
{
    const int StartingMax = 8;

    // The library's own defaults, which a fleet counts on from.
    const string FirstImei = "860000000000009";
    const string FirstImsi = "460000000000001";

    // Guards the writers: modules print side by side.
    readonly Lock _gate = new();

    public int Count => count;

    public IReadOnlyList<FaultSpec> Faults { get; init; } = [];

    /// <summary>Null draws one, and says it when there are faults.</summary>
    public long? Seed { get; init; }

    /// <summary>Takes a file for each module, named after its IMEI.</summary>
    public string? PacketsFolder { get; init; }

    /// <summary>The script may take the place of another file on a flash that stays.</summary>
    public bool Overwrites { get; init; }

    /// <summary>The script's own status for one module; for more, 0 when all ended with 0.</summary>
    /// <exception cref="PlatformStartException">A flash holds another file of the script's name.</exception>
    public async Task<int> RunAsync(TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var seed = Seed ?? Random.Shared.Next();
        if (Faults.Count > 0)
            error.WriteLine(Phrase.Of("module.seed", seed));
        if (PacketsFolder is not null)
            Directory.CreateDirectory(PacketsFolder);
        using var library = ModuleLibrary.Unpack();
        var modules = Enumerable.Range(0, count).Select(number => Of(number, seed, library)).ToList();
        // Before the first one starts: a fleet runs whole or not at all.
        if (!Overwrites && modules.Select(one => one.Flash is { } flash ? ModuleFolder.Occupied(flash, one.ScriptName, one.Script.Span) : null).FirstOrDefault(path => path is not null) is { } occupied)
            throw new PlatformStartException([Phrase.Of("module.occupied", occupied)]);
        using var starting = new SemaphoreSlim(StartingMax);
        var statuses = await Task.WhenAll(modules.Select((one, number) => RunOneAsync(one, number, starting, output, error, cancellationToken)));
        if (count == 1)
            return statuses[0];
        foreach (var group in statuses.GroupBy(status => status).OrderBy(group => group.Key))
            error.WriteLine(Phrase.Of("module.ended", group.Count(), group.Key));
        return statuses.All(status => status == 0) ? 0 : Failure.Failed;
    }

    ModuleSettings Of(int number, long seed, ModuleLibrary library)
    {
        var imei = CountOn(settings.Imei ?? FirstImei, number);
        return settings with
        {
            Imei = settings.Imei is null && count == 1 ? null : imei,
            Imsi = settings.Imsi is null && count == 1 ? null : CountOn(settings.Imsi ?? FirstImsi, number),
            SerialNumber = count == 1 ? settings.SerialNumber : string.Create(CultureInfo.InvariantCulture, $"D1K{number + 1:000000000000}"),
            Faults = FaultPlan.Draw(Faults, seed + number),
            Seed = Seed + number,
            Packets = PacketsFolder is null ? null : Path.GetFullPath(Path.Combine(PacketsFolder, imei + ".packets")),
            Flash = settings.Flash is null || count == 1 ? settings.Flash : Path.Combine(settings.Flash, imei, "usr"),
            Library = library,
        };
    }

    async Task<int> RunOneAsync(ModuleSettings one, int number, SemaphoreSlim starting, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        await starting.WaitAsync(cancellationToken);
        VirtualModule module;
        try
        {
            module = await VirtualModule.StartAsync(one, cancellationToken);
        }
        finally
        {
            starting.Release();
        }
        await using (module)
        {
            var mark = count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{number + 1,4} | ");
            await foreach (var line in module.ReadLinesAsync(cancellationToken))
                lock (_gate)
                    (line.IsError ? error : output).WriteLine(mark + line.Text);
            return await module.WaitForExitAsync(cancellationToken);
        }
    }

    // Leading zeros stay.
    static string CountOn(string first, int number) => number == 0
        ? first
        : (long.Parse(first, CultureInfo.InvariantCulture) + number).ToString(CultureInfo.InvariantCulture).PadLeft(first.Length, '0');
}
