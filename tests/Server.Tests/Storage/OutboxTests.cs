using Dukou.Server.Storage;
using Dukou.Server.Tests.Devices;

namespace Dukou.Server.Tests.Storage;

public sealed class OutboxTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_that_the_slowest_reader_has_passed_go_and_the_newest_stays()
    {
        await using var platform = await TestPlatform.StartAsync();
        for (var i = 0; i < 5; i++)
            await platform.AddSpaceAsync($"s{i}");
        var (outbox, core) = (platform.Service<Outbox>(), platform.Service<Databases>().Core);
        var head = outbox.Head;
        await core.WriteAsync(connection =>
        {
            Outbox.Advance(connection, "fast", head);
            Outbox.Advance(connection, "slow", head - 2);
        }, cancellationToken: Token);
        await outbox.PruneAsync(Token);
        Assert.Equal([head - 1, head], outbox.ReadAfter(0, 100).Select(entry => entry.Sequence));
        await core.WriteAsync(connection => Outbox.Advance(connection, "slow", head), cancellationToken: Token);
        await outbox.PruneAsync(Token);
        Assert.Equal([head], outbox.ReadAfter(0, 100).Select(entry => entry.Sequence));
        await platform.RestartAsync();
        await platform.AddSpaceAsync("later");
        Assert.Equal(head + 1, platform.Service<Outbox>().Head);
    }

    [Fact]
    public async Task Rows_older_than_a_week_go_even_when_nobody_read_them()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.AddSpaceAsync("old");
        var outbox = platform.Service<Outbox>();
        var old = outbox.Head;
        platform.Clock.Advance(Outbox.KeptMax + TimeSpan.FromHours(1));
        await platform.AddSpaceAsync("new");
        await outbox.PruneAsync(Token);
        Assert.DoesNotContain(outbox.ReadAfter(0, 100), entry => entry.Sequence <= old);
        Assert.NotEmpty(outbox.ReadAfter(0, 100));
    }
}
