using Dukou.Server;

namespace Dukou.Cli;

/// <summary>What a person reads when the platform is ready. The summary comes last: it is what stays on the screen.</summary>
sealed class Banner(TextWriter output, Endpoints endpoints, Ready ready)
{
    const string Rule = "----------------------------------------------------------------";

    /// <summary>The data folder, and whether this start made it.</summary>
    public required (string Path, bool Created) Folder { get; init; }

    /// <summary>The first line of the summary.</summary>
    public string Title { get; init; } = "banner.title";

    /// <summary>Makes a link that signs the owner in; null where it must not be printed.</summary>
    public string? LoginTicket { get; init; }

    public bool Ephemeral { get; init; }

    public DateTimeOffset? TestClock { get; init; }

    /// <summary>SK, passwords, secrets, and the blocks that hold them.</summary>
    public required bool Secrets { get; init; }

    public void Write(TimeProvider clock)
    {
        if (Secrets)
            foreach (var block in Blocks.Of(ready, clock))
                output.WriteLine($"{Phrase.Of(block.TextKey)}\n{Rule}\n{block.Text}{Rule}\n");
        output.WriteLine(Phrase.Of(Title));
        output.WriteLine();
        Places();
        output.WriteLine();
        Account();
        output.WriteLine();
        Ways();
    }

    void Places()
    {
        Row("banner.console", ready.Console);
        if (ready.Console is { } console && LoginTicket is { } ticket)
            output.WriteLine($"              {Login.LinkOf(console, ticket)}\n              {Phrase.Of("banner.console.note")}");
        Row("banner.api", ready.Api);
        Row("banner.https", ready.Https);
        Row("banner.mqtt", ready.Mqtt);
        Row("banner.mqtts", ready.Mqtts);
        Row("banner.websocket", endpoints.Api is { } api ? $"{(api.Scheme == "https" ? "wss" : "ws")}://{api.Authority}/mqtt" : null);
        if (ready.CaFile is not null)
            Row("banner.ca", ready.CaFile);
        Row("banner.data", $"{Folder.Path}  {Phrase.Of(Ephemeral ? "banner.data.ephemeral" : Folder.Created ? "banner.data.created" : "banner.data.found")}");
        if (TestClock is { } at)
            Row("banner.clock", Phrase.Of("banner.clock.note", at.ToString("u")));
    }

    void Account()
    {
        Row("banner.project", ready.ProjectId);
        Row("banner.ak", ready.Ak);
        if (Secrets)
            Row("banner.sk", ready.Sk);
        Row("banner.user", $"{ready.User}  {Phrase.Of("banner.domain", ready.Domain)}");
        // Null when its user has chosen one: then nobody can read it.
        if (Secrets && ready.Password is not null)
            Row("banner.password", ready.Password);
        if (ready.Demo is { } demo)
        {
            Row("banner.product", demo.ProductId);
            Row("banner.device", demo.DeviceId);
            if (Secrets)
                Row("banner.secret", demo.Secret);
        }
        if (!Secrets)
            output.WriteLine($"  {Phrase.Of("banner.hidden")}");
    }

    void Ways()
    {
        var ways = Addresses.Of(endpoints);
        if (ways.Count == 0)
            return;
        output.WriteLine(Phrase.Of("reach.title"));
        var width = ways.Max(way => way.Address.Length);
        foreach (var way in ways)
            output.WriteLine($"  {way.Address.PadRight(width)}  {Phrase.Of(way.TextKey)}");
        if (!Addresses.AnyPublic(ways))
            output.WriteLine($"  {Phrase.Of("reach.mobile")}");
    }

    void Row(string key, string? value)
    {
        var label = Phrase.Of(key);
        // A Chinese character takes two columns.
        var columns = label.Sum(character => character > 0x2E7F ? 2 : 1);
        output.WriteLine($"  {label}{new string(' ', Math.Max(1, 12 - columns))}{value ?? Phrase.Of("banner.off")}");
    }
}
