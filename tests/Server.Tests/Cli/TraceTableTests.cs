using System.Text.Json.Nodes;
using Dukou.Cli;

namespace Dukou.Server.Tests.Cli;

public sealed class TraceTableTests
{
    [Fact]
    public void What_a_stranger_sent_does_not_steer_the_terminal()
    {
        using var output = new StringWriter();
        new TraceTable(output, Phrase.Load(Language.English)).Begin([new JsonObject
        {
            ["time"] = "2026-01-02T03:04:05.000Z", ["kind"] = "connection", ["outcome"] = "refused", ["sentence"] = "[red]The client id '\e[2J\a' is [/] wrong.",
            ["excerpt"] = "\e]0;title\a",
        }], more: false);
        var shown = output.ToString();
        Assert.DoesNotContain("\e", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("\a", shown, StringComparison.Ordinal);
        Assert.Contains("[red]The client id", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_says_how_many_are_missing()
    {
        using var output = new StringWriter();
        new TraceTable(output, Phrase.Load(Language.Chinese)).Add(new JsonObject { ["missed"] = 123 });
        Assert.Contains("123", output.ToString(), StringComparison.Ordinal);
    }
}
