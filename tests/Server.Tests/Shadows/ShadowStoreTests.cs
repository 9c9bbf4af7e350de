using System.Text.Json;
using Dukou.Server.Shadows;
using Dukou.Server.Tests.Storage;

namespace Dukou.Server.Tests.Shadows;

public sealed class ShadowStoreTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_sees_every_report_that_was_acknowledged_before_it()
    {
        await using var shadows = new ShadowFolder();
        for (var i = 1; i <= 50; i++)
        {
            await shadows.ReportAsync($$"""{"brightness":{{i}}}""");
            var lamp = await shadows.LampAsync();
            Assert.Equal(($$"""{"brightness":{{i}}}""", (long)i), (lamp.Reported?.GetRawText(), lamp.Version));
        }
    }

    [Fact]
    public async Task Reports_are_merged_property_by_property_and_nulls_count_as_absent()
    {
        await using var shadows = new ShadowFolder();
        await shadows.ReportAsync("""{"a":1,"b":{"x":[1,2]},"c":"long enough to be replaced in place"}""", eventTime: "20260102T030405Z");
        await shadows.ReportAsync("""{"b":"渡口","c":"short","a":null,"d":true}""", eventTime: "2026-01-02T03:04:06.789Z");
        await shadows.ReportAsync("""{"\u0061":2.50}""");
        await shadows.ReportAsync("""{"x":1}""", service: "Other");

        var both = await shadows.Store.ReadAsync("lamp-1");
        Assert.Equal(["Lamp", "Other"], both.Select(shadow => shadow.ServiceId));
        Assert.Equal("""{"a":2.50,"b":"渡口","c":"short","d":true}""", both[0].Reported?.GetRawText());
        Assert.Equal(shadows.Clock.GetUtcNow(), both[0].ReportedAt);
        Assert.Equal((3, 1), (both[0].Version, both[1].Version));
        Assert.Null(both[0].Desired);
        Assert.Empty(await shadows.Store.ReadAsync("lamp-2"));
    }

    [Fact]
    public async Task The_event_time_of_the_last_report_is_the_time_of_the_section()
    {
        await using var shadows = new ShadowFolder();
        await shadows.ReportAsync("""{"a":1}""", eventTime: "2026-01-02T03:04:06.789Z");
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 6, 789, TimeSpan.Zero), (await shadows.LampAsync()).ReportedAt);
    }

    [Fact]
    public async Task Shadows_are_the_same_after_a_restart_with_and_without_their_overlay()
    {
        await using var shadows = new ShadowFolder();
        for (var i = 1; i <= 30; i++)
        {
            await shadows.ReportAsync($$"""{"p{{i % 3}}":{{i}}}""");
            if (i % 10 == 0)
                await shadows.RestartAsync();
            if (i % 15 == 0)
                Assert.True(await shadows.Projection.WaitUntilAsync(shadows.Inbox.Head, TimeSpan.FromSeconds(20)));
        }
        var lamp = await shadows.LampAsync();
        Assert.Equal(("""{"p1":28,"p2":29,"p0":30}""", 30L), (lamp.Reported?.GetRawText(), lamp.Version));
    }

    [Fact]
    public async Task A_flush_cut_off_by_a_power_cut_is_taken_up_and_every_report_counts_once()
    {
        const int Devices = 2000, Rounds = 5;
        var copies = new List<string>();
        await using (var shadows = new ShadowFolder())
        {
            for (var round = 1; round <= Rounds; round++)
            {
                for (var device = 0; device < Devices; device++)
                    while (!shadows.Inbox.TryReport($$"""{"services":[{"properties":{"r{{round}}":{{round}} },"service_id":"Lamp"}]}""", out _, identity: new($"lamp-{device}", "p", "a", "n")))
                        Thread.Yield();
                await shadows.Inbox.WaitForDurableAsync(round * Devices).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
                var flushed = shadows.Projection.WaitUntilAsync(round * Devices, TimeSpan.FromSeconds(60));
                copies.Add(CopyAsPowerCut(shadows.Path));
                await flushed;
            }
        }

        foreach (var (path, index) in copies.Select((path, index) => (path, index)))
        {
            await using (var recovered = new ShadowFolder(path))
                for (var device = 0; device < Devices; device += 13)
                {
                    var lamp = await recovered.LampAsync($"lamp-{device}");
                    Assert.Equal(index + 1, lamp.Version);
                    Assert.Equal(index + 1, lamp.Reported?.EnumerateObject().Count());
                }
            Directory.Delete(path, recursive: true);
        }
    }

    [Fact]
    public async Task A_late_report_of_a_former_connection_changes_nothing()
    {
        await using var shadows = new ShadowFolder();
        await shadows.ReportAsync("""{"a":"new"}""", epoch: 7);
        await shadows.ReportAsync("""{"a":"old"}""", epoch: 6);
        Assert.Equal(("""{"a":"new"}""", 1L), ((await shadows.LampAsync()).Reported?.GetRawText(), (await shadows.LampAsync()).Version));
        await shadows.Projection.WaitUntilAsync(2, TimeSpan.FromSeconds(20));
        await shadows.ReportAsync("""{"a":"old"}""", epoch: 6);
        Assert.Equal("""{"a":"new"}""", (await shadows.LampAsync()).Reported?.GetRawText());
    }

    [Fact]
    public async Task Desired_is_merged_nulls_remove_and_an_empty_object_clears()
    {
        await using var shadows = new ShadowFolder();
        var updated = Assert.Single(await shadows.Store.UpdateDesiredAsync("lamp-1", [Change("""{"a":1,"b":{"c":2}}""")], Cancelled));
        Assert.Equal(("""{"a":1,"b":{"c":2}}""", 1L, shadows.Clock.GetUtcNow()), (updated.Desired?.GetRawText(), updated.Version, updated.DesiredAt));
        await shadows.Store.UpdateDesiredAsync("lamp-1", [Change("""{"a":null,"d":"x"}""")], Cancelled);
        Assert.Equal("""{"b":{"c":2},"d":"x"}""", (await shadows.LampAsync()).Desired?.GetRawText());
        await shadows.Store.UpdateDesiredAsync("lamp-1", [Change("{}")], Cancelled);
        var cleared = await shadows.LampAsync();
        Assert.Equal((null, null, 3L), (cleared.Desired, cleared.DesiredAt, cleared.Version));
    }

    [Fact]
    public async Task An_expected_version_counts_reports_that_are_not_in_the_file_yet()
    {
        await using var shadows = new ShadowFolder();
        await shadows.Store.UpdateDesiredAsync("lamp-1", [Change("""{"a":1}""", version: 0)], Cancelled);
        await shadows.ReportAsync("""{"a":0}""");
        await shadows.ReportAsync("""{"a":0}""");
        var conflict = await Assert.ThrowsAsync<ShadowConflictException>(() => shadows.Store.UpdateDesiredAsync("lamp-1", [Change("""{"a":2}"""), Change("""{"b":2}""", 1, "Other")], Cancelled));
        Assert.Equal(("Other", 1, 0), (conflict.ServiceId, conflict.Expected, conflict.Actual));
        conflict = await Assert.ThrowsAsync<ShadowConflictException>(() => shadows.Store.UpdateDesiredAsync("lamp-1", [Change("""{"a":2}""", version: 1)], Cancelled));
        Assert.Equal(3, conflict.Actual);
        var updated = Assert.Single(await shadows.Store.UpdateDesiredAsync("lamp-1", [Change("""{"a":2}""", version: 3)], Cancelled));
        Assert.Equal((4L, """{"a":0}"""), (updated.Version, updated.Reported?.GetRawText()));
        await shadows.RestartAsync();
        var lamp = await shadows.LampAsync();
        Assert.Equal((4L, """{"a":2}""", """{"a":0}"""), (lamp.Version, lamp.Desired?.GetRawText(), lamp.Reported?.GetRawText()));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_deleted_shadow_stays_deleted_until_the_device_reports_again(bool inFile, bool restart)
    {
        await using var shadows = new ShadowFolder();
        await shadows.Store.UpdateDesiredAsync("lamp-1", [Change("""{"a":1}""")], Cancelled);
        await shadows.ReportAsync("""{"a":0,"old":true}""");
        await shadows.ReportAsync("""{"x":0}""", service: "Other");
        if (inFile)
            await shadows.Projection.WaitUntilAsync(2, TimeSpan.FromSeconds(20));
        await shadows.Store.DeleteAsync("lamp-1", Cancelled);
        Assert.Empty(await shadows.Store.ReadAsync("lamp-1"));
        if (restart)
            await shadows.RestartAsync();
        Assert.Empty(await shadows.Store.ReadAsync("lamp-1"));
        Assert.False(shadows.Store.MayHaveDesired("lamp-1"));

        await shadows.ReportAsync("""{"a":3}""");
        await shadows.Projection.WaitUntilAsync(3, TimeSpan.FromSeconds(20));
        var lamp = await shadows.LampAsync();
        Assert.Equal(("""{"a":3}""", null, 1L), (lamp.Reported?.GetRawText(), lamp.Desired, lamp.Version));
    }

    [Fact]
    public async Task A_deletion_holds_when_the_power_is_cut_before_the_reports_are_in_the_file()
    {
        string copy;
        await using (var shadows = new ShadowFolder())
        {
            await shadows.ReportAsync("""{"a":1}""");
            await shadows.Store.DeleteAsync("lamp-1", Cancelled);
            await shadows.ReportAsync("""{"b":2}""");
            copy = CopyAsPowerCut(shadows.Path);
        }
        await using (var recovered = new ShadowFolder(copy))
            Assert.Equal("""{"b":2}""", (await recovered.LampAsync()).Reported?.GetRawText());
        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task The_difference_is_what_is_writable_and_not_reported_so()
    {
        await using var shadows = new ShadowFolder();
        Assert.Empty(await shadows.Store.DifferenceAsync("lamp-1", (_, _) => true));
        await shadows.Store.UpdateDesiredAsync("lamp-1", [Change("""{"a":1,"b":{"x":1,"y":2},"c":"same","hidden":5}"""), Change("""{"q":1}""", service: "Other")], Cancelled);
        await shadows.ReportAsync("""{"a":2,"b":{"y":2.0,"x":1},"c":"same"}""");
        await shadows.ReportAsync("""{"q":1}""", service: "Other");
        var difference = Assert.Single(await shadows.Store.DifferenceAsync("lamp-1", (service, property) => service == "Lamp" && property != "hidden"));
        Assert.Equal(("Lamp", """{"a":1}"""), (difference.ServiceId, difference.Properties.GetRawText()));
        await shadows.ReportAsync("""{"a":1}""");
        Assert.Empty(await shadows.Store.DifferenceAsync("lamp-1", (_, property) => property != "hidden"));
        await shadows.RestartAsync();
        Assert.True(shadows.Store.MayHaveDesired("lamp-1"));
    }

    static DesiredChange Change(string desired, long? version = null, string service = "Lamp") => new(service, JsonElement.Parse(desired), version);

    static string CopyAsPowerCut(string folder)
    {
        var path = Directory.CreateTempSubdirectory("dukou-cut-").FullName;
        // Databases before their logs; the shadows before the inbox, which holds whatever they lack.
        foreach (var name in new[] { "shadow.db", "shadow.db-wal", "core.db", "core.db-wal", "traces.db", "traces.db-wal", "inbox.db", "inbox.db-wal" })
        {
            using var source = new FileStream(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = new FileStream(Path.Combine(path, name), FileMode.CreateNew);
            source.CopyTo(target);
        }
        return path;
    }
}
