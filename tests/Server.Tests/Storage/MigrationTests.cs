using Microsoft.Data.Sqlite;

namespace Dukou.Server.Tests.Storage;

/// <summary>What a start makes of a core.db that another release wrote.</summary>
public sealed class MigrationTests
{
    /// <summary>The file as it was before the last migrations of two features.</summary>
    const string Older = """
        drop index device_by_status;
        update schema set version = 2 where feature = 'Devices';
        alter table registration_group drop column device_max;
        alter table registration_group drop column registered;
        drop table registration_group_device;
        update schema set version = 3 where feature = 'Provisioning';
        """;

    [Fact]
    public async Task An_older_file_is_copied_and_brought_up_to_date_with_all_that_it_holds()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        var schema = Schema(platform);

        await AgeAsync(platform, Older);
        await platform.RestartAsync();

        Assert.Equal(schema, Schema(platform));
        var copy = Assert.Single(Copies(platform));
        Assert.Equal("core.db.before-migration-1", copy);
        Assert.Equal("2", Read(platform, copy, "select version from schema where feature = 'Devices'"));
        Assert.Equal("3", Read(platform, copy, "select version from schema where feature = 'Provisioning'"));
        Assert.Equal(deviceId, Read(platform, copy, "select device_id from device"));
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await platform.PostAsync(platform.V1 + "registration-groups", $$"""{"product_id":"{{await platform.AddProductAsync("pump")}}","group_name":"pumps","device_max":7}""");
    }

    [Fact]
    public async Task A_later_migration_leaves_the_copies_of_former_ones_and_a_file_that_is_up_to_date_is_not_copied()
    {
        await using var platform = await TestPlatform.StartAsync();
        await AgeAsync(platform, Older);
        await platform.RestartAsync();
        var first = await File.ReadAllBytesAsync(Path.Combine(platform.DataFolder, "core.db.before-migration-1"), TestContext.Current.CancellationToken);

        await AgeAsync(platform, Older);
        await platform.RestartAsync();
        await platform.RestartAsync();

        Assert.Equal(["core.db.before-migration-1", "core.db.before-migration-2"], Copies(platform));
        Assert.Equal(first, await File.ReadAllBytesAsync(Path.Combine(platform.DataFolder, "core.db.before-migration-1"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_migration_that_fails_changes_nothing()
    {
        await using var platform = await TestPlatform.StartAsync();
        // The index of Devices would be made before the columns of Provisioning turn out to be there.
        await AgeAsync(platform, "drop index device_by_status; update schema set version = 2 where feature = 'Devices'; update schema set version = 3 where feature = 'Provisioning'");
        var schema = Schema(platform);

        var refused = await Assert.ThrowsAsync<PlatformStartException>(() => platform.RestartAsync());

        Assert.Contains(Path.Combine(platform.DataFolder, "core.db"), Assert.Single(refused.Problems), StringComparison.Ordinal);
        Assert.Equal(schema, Schema(platform));
    }

    [Theory]
    [InlineData("update schema set version = 99 where feature = 'Devices'", "Devices 99, this program knows 3")]
    [InlineData("insert into schema values ('Rockets', 1)", "Rockets 1, this program knows 0")]
    public async Task A_file_of_a_newer_release_is_refused_with_one_sentence_and_stays_as_it_is(string newer, string told)
    {
        await using var platform = await TestPlatform.StartAsync();
        await AgeAsync(platform, Older);
        platform.ChangeCore(newer);
        var schema = Schema(platform);

        var refused = await Assert.ThrowsAsync<PlatformStartException>(() => platform.RestartAsync());

        Assert.Equal($"{Path.Combine(platform.DataFolder, "core.db")} was written by a newer release of Dukou ({told}); use that release.", Assert.Single(refused.Problems));
        Assert.Equal(schema, Schema(platform));
        Assert.Empty(Copies(platform));
    }

    static async Task AgeAsync(TestPlatform platform, string sql)
    {
        await platform.StopAsync();
        platform.ChangeCore(sql);
    }

    /// <summary>Every table and index as it was made, and the recorded versions.</summary>
    static string Schema(TestPlatform platform) =>
        Read(platform, "core.db", "select type || name || coalesce(sql, '') from sqlite_schema order by type, name") + Read(platform, "core.db", "select feature || version from schema order by feature");

    static IEnumerable<string> Copies(TestPlatform platform) =>
        Directory.GetFiles(platform.DataFolder, "core.db.before-migration-*").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    static string Read(TestPlatform platform, string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(platform.DataFolder, file)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var read = new List<string>();
        while (rows.Read())
            read.Add(rows.GetString(0));
        return string.Join('\n', read);
    }
}
