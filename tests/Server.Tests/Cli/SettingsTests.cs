using Dukou.Cli.Settings;

namespace Dukou.Server.Tests.Cli;

public sealed class SettingsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly List<string> _problems = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_option_goes_before_the_environment_and_that_before_the_file_and_that_before_the_default()
    {
        _folder.File("dukou.json", """{ "http": "127.0.0.1:1", "https": "127.0.0.1:2", "mqtt": "127.0.0.1:3", "advertise": "from.file" }""");

        var options = Build(
            new() { [UpSettings.Http] = ["127.0.0.1:11"] },
            new() { ["DUKOU_HTTP"] = "127.0.0.1:21", ["DUKOU_HTTPS"] = "127.0.0.1:22" });

        Assert.Empty(_problems);
        Assert.Equal([11, 22, 3, 8883], new[] { options!.Http!.Port, options.Https!.Port, options.Mqtt!.Port, options.Mqtts!.Port });
        Assert.Equal("from.file", options.Advertise);
    }

    [Fact]
    public void Paths_in_the_file_are_relative_to_it()
    {
        _folder.File("dukou.json", """{ "keys": "secret-keys" }""");

        Assert.Equal(Path.Combine(_folder.Path, "secret-keys"), Build()!.KeysFolder);
    }

    [Fact]
    public void A_limit_can_be_set_in_each_way()
    {
        _folder.File("dukou.json", """{ "limit": { "keep_alive_max": 3600, "request_timeout": "00:00:05" } }""");

        Assert.Equal(3600, Build()!.Limits.KeepAliveMax);
        Assert.Equal(TimeSpan.FromSeconds(5), Build()!.Limits.RequestTimeout);
        Assert.Equal(7, Build(environment: new() { ["DUKOU_LIMIT"] = "in_flight_max=7,subscriptions_max=3" })!.Limits.InFlightMax);
        Assert.Equal(9, Build(new() { [UpSettings.Limit] = ["in_flight_max=9"] })!.Limits.InFlightMax);
        var kept = Build(new() { [UpSettings.Limit] = ["history_days_max=90", "history_bytes_max=50000000000", "traces_kept_for=30.00:00:00", "api_body_bytes_max=2000000", "inbox_disk_bytes_max=99999999", "audit_entries_max=5000", "files_url_lifetime=00:30:00"] })!;
        Assert.Equal((90, 50_000_000_000, TimeSpan.FromDays(30), 2_000_000, 99_999_999, 5000, TimeSpan.FromMinutes(30)),
            (kept.History.DaysMax, kept.History.BytesMax, kept.Traces.KeptFor, kept.Api.BodyBytesMax, kept.Inbox.DiskBytesMax, kept.Audit.EntriesMax, kept.Files.UrlLifetime));
        Assert.Empty(_problems);
    }

    [Fact]
    public void The_account_comes_from_the_environment()
    {
        var options = Build(environment: new()
        {
            ["DUKOU_AK"] = "AK",
            ["DUKOU_SK"] = "0123456789abcdef",
            ["DUKOU_USER"] = "ci",
            ["DUKOU_PASSWORD"] = "fedcba9876543210",
            ["DUKOU_PROJECT_ID"] = "0123456789abcdef0123456789abcdef",
        })!;

        Assert.Equal(["AK", "0123456789abcdef", "ci", "fedcba9876543210", "0123456789abcdef0123456789abcdef"],
            [options.AccessKey, options.SecretKey, options.User, options.Password, options.ProjectId]);
    }

    [Theory]
    [InlineData("DUKOU_AK")]
    [InlineData("DUKOU_SK")]
    [InlineData("DUKOU_USER")]
    [InlineData("DUKOU_PASSWORD")]
    public void Beyond_loopback_what_proves_the_account_is_long(string name)
    {
        var account = new Dictionary<string, string> { ["DUKOU_AK"] = "0123456789abcdef", ["DUKOU_SK"] = "0123456789abcdef", ["DUKOU_USER"] = "0123456789abcdef", ["DUKOU_PASSWORD"] = "0123456789abcdef" };
        Assert.NotNull(Build(new() { [UpSettings.Mqtt] = ["0.0.0.0:1883"] }, account));
        account[name] = "0123456789abcde";
        Assert.NotNull(Build(environment: account));

        Assert.Null(Build(new() { [UpSettings.Mqtt] = ["0.0.0.0:1883"] }, account));
        Assert.Contains(name, Assert.Single(_problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("history_days_max=-1")]
    [InlineData("history_days_max=99999999999")]
    [InlineData("traces_kept_for=soon")]
    [InlineData("days_max=1")]
    public void A_limit_that_is_none_is_refused(string limit)
    {
        Assert.Null(Build(new() { [UpSettings.Limit] = [limit] }));
        Assert.Contains(limit.Split('=')[0], Assert.Single(_problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "htpp": "127.0.0.1:1" }""", "htpp")]
    [InlineData("""{ "http": 8080 }""", "http")]
    [InlineData("""{ "no_demo": "yes" }""", "no_demo")]
    [InlineData("""[]""", "object")]
    [InlineData("""{ "http": """, "dukou.json")]
    public void A_wrong_file_is_refused_with_the_place(string json, string named)
    {
        _folder.File("dukou.json", json);

        Assert.Null(Build());
        Assert.Contains(named, Assert.Single(_problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--data beside --ephemeral", "option", "option", false)]
    [InlineData("--ephemeral over DUKOU_DATA", "environment", "option", true)]
    public void Of_data_and_ephemeral_the_stronger_one_wins_and_equals_are_refused(string why, string data, string ephemeral, bool allowed)
    {
        var options = Build(
            new Dictionary<Setting, IReadOnlyList<string>>(new[] { (UpSettings.Data, data, _folder.Path), (UpSettings.Ephemeral, ephemeral, "true") }
                .Where(given => given.Item2 == "option").ToDictionary(given => given.Item1, given => (IReadOnlyList<string>)[given.Item3])),
            data == "environment" ? new() { ["DUKOU_DATA"] = _folder.Path } : null, defaultData: false);

        Assert.True(allowed == options is { Ephemeral: true }, why);
        Assert.Equal(allowed ? 0 : 1, _problems.Count);
    }

    [Fact]
    public async Task Wrong_values_are_refused_all_at_once_each_with_its_name()
    {
        var result = await CliProcess.RunAsync(
            ["up", "--http", "nowhere", "--mqtt", "127.0.0.1:70000", "--profile", "aws", "--limit", "cheese=1", "--frobnicate"],
            new Dictionary<string, string> { ["DUKOU_TEST_CLOCK"] = "noon", ["DUKOU_CORS"] = "http://a/b" });

        Assert.Equal(2, result.Status);
        Assert.Empty(result.Output);
        foreach (var name in new[] { "--http", "--mqtt", "--profile", "--limit", "--frobnicate", "DUKOU_TEST_CLOCK", "DUKOU_CORS" })
            Assert.Contains(result.Error.Split('\n'), line => line.Contains(name, StringComparison.Ordinal));
    }

    ServerOptions? Build(Dictionary<Setting, IReadOnlyList<string>>? options = null, Dictionary<string, string>? environment = null, bool defaultData = true)
    {
        options ??= [];
        if (defaultData)
            options[UpSettings.Data] = [_folder.Path];
        return ServerSettings.Build(new SettingValues(options, (environment ?? []).GetValueOrDefault, _folder.Path, _problems), _problems)?.Server;
    }
}
