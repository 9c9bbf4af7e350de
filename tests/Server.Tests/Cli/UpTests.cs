using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;

namespace Dukou.Server.Tests.Cli;

public sealed class UpTests : IDisposable
{
    static readonly string[] Members = ["api", "console", "mqtt", "mqtts", "https", "ca_file", "project_id", "ak", "sk", "user", "password", "domain", "demo"];

    static readonly string[] AccountMembers = ["ak", "sk", "user", "password", "project_id"];
    static readonly string[] OwnersSecrets = ["sk", "password"];
    static readonly string[] PasswordMethod = ["password"];

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Json_is_one_line_with_every_member_and_its_addresses_answer()
    {
        var (process, ready) = await CliProcess.UpAsync();
        await using var running = process;

        Assert.Equal(Members, ready.AsObject().Select(member => member.Key));
        Assert.Equal(["product_id", "device_id", "secret"], ready["demo"]!.AsObject().Select(member => member.Key));
        Assert.True(File.Exists((string?)ready["ca_file"]));
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri((string)ready["api"]! + "/healthz"), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Contains("Dukou", await http.GetStringAsync(new Uri((string)ready["console"]!), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        foreach (var listener in new[] { "mqtt", "mqtts", "https" })
            await ConnectAsync(new Uri((string)ready[listener]!));

        process.Terminate();
        var result = await process.EndAsync();
        Assert.Single(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_listener_that_is_off_is_null()
    {
        var (process, ready) = await CliProcess.UpAsync("--https", "off", "--mqtts", "off", "--no-demo");
        await using var running = process;

        Assert.Equal([null, null, null, null], new[] { ready["https"], ready["mqtts"], ready["ca_file"], ready["demo"] });
        Assert.NotNull(ready["mqtt"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_signal_stops_it_cleanly_with_status_0(bool terminate)
    {
        var (process, _) = await CliProcess.UpAsync("--data", _folder.Path);
        await using var running = process;

        if (terminate)
            process.Terminate();
        else
            process.Interrupt();

        Assert.Equal(0, (await process.EndAsync()).Status);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*-wal"));
    }

    [Fact]
    public async Task An_ephemeral_folder_is_gone_at_the_end()
    {
        var (process, ready) = await CliProcess.UpAsync();
        await using var running = process;
        var folder = Path.GetDirectoryName((string)ready["ca_file"]!)!;
        Assert.True(Directory.Exists(folder));

        process.Terminate();
        await process.EndAsync();

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_second_process_on_the_same_folder_ends_with_one_line()
    {
        var (process, _) = await CliProcess.UpAsync("--data", _folder.Path);
        await using var running = process;

        var second = await CliProcess.RunAsync(["up", .. CliProcess.Quiet("--data", _folder.Path)], null);

        Assert.Equal(1, second.Status);
        Assert.Empty(second.Output);
        Assert.Contains("in use", Assert.Single(Lines(second.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_one_ends_with_one_line()
    {
        var file = _folder.File("file", "not a folder");

        var result = await CliProcess.RunAsync(["up", .. CliProcess.Quiet("--data", Path.Combine(file, "data"))], null);

        Assert.Equal(1, result.Status);
        Assert.Contains(file, Assert.Single(Lines(result.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ports_in_use_name_their_options_and_leave_the_folder_without_an_account()
    {
        using var first = Listening();
        using var second = Listening();

        var result = await CliProcess.RunAsync(["up", .. CliProcess.Quiet("--http", Address(first), "--mqtt", Address(second), "--data", _folder.Path)], null);

        Assert.Equal(1, result.Status);
        var lines = Lines(result.Error);
        Assert.Equal(2, lines.Length);
        Assert.Contains($"{Address(first)} is in use by another program; choose another address with --http", lines[0], StringComparison.Ordinal);
        Assert.Contains($"{Address(second)} is in use by another program; choose another address with --mqtt", lines[1], StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "core.db")));
    }

    [Fact]
    public async Task The_account_of_the_environment_is_the_first_starts_and_never_a_reset()
    {
        var account = new Dictionary<string, string>
        {
            ["DUKOU_AK"] = "CIKEY",
            ["DUKOU_SK"] = "ci-secret-key-0123456789",
            ["DUKOU_USER"] = "ci",
            ["DUKOU_PASSWORD"] = "ci-password-0123456789",
            ["DUKOU_PROJECT_ID"] = "0123456789abcdef0123456789abcdef",
        };
        await using (var first = CliProcess.Start(["up", "--json", .. CliProcess.Quiet("--data", _folder.Path)], account))
        {
            var ready = JsonNode.Parse((await first.ReadLineAsync())!)!;
            Assert.Equal(account.Values, AccountMembers.Select(member => (string)ready[member]!));
            first.Terminate();
            Assert.Equal(0, (await first.EndAsync()).Status);
        }

        account["DUKOU_SK"] = "another-secret-key-0123";
        var second = await CliProcess.RunAsync(["up", .. CliProcess.Quiet("--data", _folder.Path)], account);

        Assert.Equal(1, second.Status);
        Assert.Contains("DUKOU_SK", Assert.Single(Lines(second.Error)), StringComparison.Ordinal);
        Assert.DoesNotContain("another-secret-key-0123", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_advertised_address_stands_in_everything_that_is_printed_and_returned()
    {
        string[] arguments = ["--mqtt", "0.0.0.0:0", "--advertise", "192.0.2.7:1883", "--data", _folder.Path];
        var (process, ready) = await CliProcess.UpAsync(arguments);
        await using var running = process;
        var info = await CliProcess.RunAsync("info", "--secrets", "--data", _folder.Path);
        var bound = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "addresses.json"), TestContext.Current.CancellationToken))!["http"];
        using var http = Owner(ready, new Uri($"http://{bound}"));
        var read = new List<string> { ready.ToJsonString(), info.Output, info.Error };
        foreach (var path in new[]
        {
            "", "docs/", "openapi/v5.json", "healthz", "readyz", "nowhere", "v3/projects", "v5/iot/{0}/apps", "v5/iot/{0}/products", "v5/iot/{0}/devices", "v5/iot/{0}/devices/demo_room",
            "v5/iot/{0}/devices/demo_room/shadow", "v5/iot/{0}/devices/demo_room/messages", "v5/iot/{0}/devices/nobody", "v5/iot/{0}/routing-rule/rules", "v1/{0}/access-keys", // no traces: they name the peers that were seen
        })
            read.Add(await TextAsync(await http.GetAsync(Relative(path, ready), TestContext.Current.CancellationToken)));
        read.Add(await TextAsync(await http.PostAsync(Relative("v5/iot/{0}/devices/demo_room/commands", ready), new StringContent("{}"), TestContext.Current.CancellationToken)));
        using var file = new StringContent("""{"file_name":"firmware.bin","method":"PUT"}""", System.Text.Encoding.UTF8, "application/json");
        var signed = await TextAsync(await http.PostAsync(Relative("v1/{0}/devices/demo_room/file-urls", ready), file, TestContext.Current.CancellationToken));
        read.Add(signed);
        process.Terminate();
        read.Add((await process.EndAsync()).Error);
        // A start that is watched by a pipe prints the banner.
        await using var again = CliProcess.Start(["up", .. CliProcess.Quiet(arguments)]);
        for (var line = await again.ReadLineAsync(); !line!.Contains("localhost:", StringComparison.Ordinal); line = await again.ReadLineAsync())
            read.Add(line);

        Assert.Equal("mqtt://192.0.2.7:1883", (string?)ready["mqtt"]);
        Assert.Contains("192.0.2.7:1883", info.Output, StringComparison.Ordinal);
        Assert.Contains($"\"url\":\"http://192.0.2.7:{new Uri($"http://{bound}").Port}/", signed, StringComparison.Ordinal);
        Assert.Contains(read, line => line.Contains("192.0.2.7:1883  ", StringComparison.Ordinal));
        Assert.All(read, text => Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal));
    }

    static HttpClient Owner(JsonNode ready, Uri api) =>
        new(new SigningHandler(new AccessKeyCredentials((string)ready["ak"]!, (string)ready["sk"]!, (string)ready["project_id"]!))) { BaseAddress = api };

    static Uri Relative(string path, JsonNode ready) => new(path.Replace("{0}", (string)ready["project_id"]!, StringComparison.Ordinal), UriKind.Relative);

    static async Task<string> TextAsync(HttpResponseMessage answer)
    {
        using (answer)
            return answer.Headers + await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    static void AssertNoSecret(JsonNode ready, string printed) =>
        Assert.All(new[] { ready["sk"], ready["password"], ready["demo"]!["secret"] }, secret => Assert.DoesNotContain((string)secret!, printed, StringComparison.Ordinal));

    [Fact]
    public async Task Under_a_pipe_no_output_holds_a_secret()
    {
        await using var process = CliProcess.Start(["up", .. CliProcess.Quiet("--data", _folder.Path), "--log-level", "trace"]);
        while (await process.ReadLineAsync() is { } line && !line.Contains("localhost:", StringComparison.Ordinal))
        {
        }
        var tutorial = await CliProcess.RunAsync("tutorial", "--send", "--data", _folder.Path);
        var info = await CliProcess.RunAsync("info", "--data", _folder.Path);
        var json = await CliProcess.RunAsync("info", "--json", "--data", _folder.Path);
        var secrets = JsonNode.Parse((await CliProcess.RunAsync("info", "--json", "--secrets", "--data", _folder.Path)).Output)!;
        var made = await MakeSecretsAsync(secrets);
        var sent = await SendValuesAsync(secrets);
        var trace = await CliProcess.RunAsync("trace", "--data", _folder.Path);
        process.Terminate();
        var result = await process.EndAsync();

        Assert.Equal([0, 0, 0, 0, 0], new[] { tutorial.Status, info.Status, json.Status, trace.Status, result.Status });
        var printed = string.Concat(result.Output, result.Error, info.Output, info.Error, json.Output, tutorial.Output, tutorial.Error, trace.Output);
        // That the log was really written.
        Assert.Contains("demo_room", printed, StringComparison.Ordinal);
        AssertNoSecret(secrets, printed);
        Assert.All(made, secret => Assert.DoesNotContain(secret, printed, StringComparison.Ordinal));
        // Traces show what was sent; the log must not.
        Assert.All(sent, value => Assert.DoesNotContain(value, result.Output + result.Error, StringComparison.Ordinal));
    }

    /// <summary>Sends a report and a message up and a message down, and returns the values in them, once each has arrived.</summary>
    static async Task<IReadOnlyList<string>> SendValuesAsync(JsonNode ready)
    {
        const string Measured = "31.4000271", Unknown = "an-unknown-property-0123", Up = "a-message-up-0123", Down = "a-message-down-0123";
        await using var device = await WireClient.ConnectAsync(IPEndPoint.Parse(new Uri((string)ready["mqtt"]!).Authority));
        await device.ConnectDeviceAsync("demo_room", new WireConnect { Version = ProtocolVersion.V500, Secret = (string)ready["demo"]!["secret"]! });
        var report = $$$"""{"services":[{"service_id":"Environment","properties":{"temperature":{{{Measured}}},"note":"{{{Unknown}}}"}}]}""";
        Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync("$oc/devices/demo_room/sys/properties/report", report)).Reason);
        Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync("$oc/devices/demo_room/sys/messages/up", Up)).Reason);
        using var http = Owner(ready, new Uri((string)ready["api"]!));
        using var body = new StringContent($$"""{"message":"{{Down}}"}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(Relative("v5/iot/{0}/devices/demo_room/messages", ready), body, TestContext.Current.CancellationToken);
        Assert.Contains(Down, (await device.ReadPublishAsync()).Payload, StringComparison.Ordinal);
        return [Measured, Unknown, Up, Down];
    }

    /// <summary>Everything that gives out or takes a secret, done once: a device's two secrets, another access key, a token, refused attempts.</summary>
    static async Task<IReadOnlyList<string>> MakeSecretsAsync(JsonNode ready)
    {
        const string Wrong = "a-wrong-password-0123456789";
        using var http = Owner(ready, new Uri((string)ready["api"]!));
        var device = await SendAsync("v5/iot/{0}/devices", """{"node_id":"new","product_id":"demo","auth_info":{"secret":"a-secret-of-ours-0123"}}""");
        var reset = await SendAsync($"v5/iot/{{0}}/devices/{device["device_id"]}/action?action_id=resetSecret", """{"secret":"another-secret-0123"}""");
        var key = await SendAsync("v1/{0}/access-keys", "{}");
        var tokens = new List<string>();
        foreach (var password in new[] { (string)ready["password"]!, Wrong })
        {
            var user = new { name = (string?)ready["user"], password, domain = new { name = (string?)ready["domain"] } };
            var signIn = JsonSerializer.Serialize(new { auth = new { identity = new { methods = PasswordMethod, password = new { user } } } });
            using var answer = await http.PostAsync(Relative("v3/auth/tokens", ready), Json(signIn), TestContext.Current.CancellationToken);
            tokens.AddRange(answer.Headers.TryGetValues("X-Subject-Token", out var token) ? token : []);
        }
        const string Stamp = "2025041401";
        var passwords = new[] { (string)ready["demo"]!["secret"]!, Wrong }.Select(secret => DevicePassword.Compute(secret, Stamp)).ToList();
        foreach (var password in passwords)
        {
            await using var client = await WireClient.ConnectAsync(IPEndPoint.Parse(new Uri((string)ready["mqtt"]!).Authority));
            await client.TryConnectDeviceAsync("demo_room", new WireConnect { Stamp = Stamp, Password = System.Text.Encoding.ASCII.GetBytes(password) });
        }
        Assert.Single(tokens);
        return [.. tokens, .. passwords, Wrong, "a-secret-of-ours-0123", "another-secret-0123", (string)key["secret_key"]!, (string)reset["secret"]!];

        async Task<JsonNode> SendAsync(string path, string body)
        {
            using var answer = await http.PostAsync(Relative(path, ready), Json(body), TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException(text);
        }

        static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");
    }

    [Fact]
    public async Task On_a_terminal_the_first_start_shows_the_secrets_and_a_later_one_does_not()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            Assert.Skip("There is no pseudo-terminal to start the program on.");
        var first = await OnTerminalAsync();
        var secrets = JsonNode.Parse((await CliProcess.RunAsync("info", "--json", "--secrets", "--data", _folder.Path)).Output)!;
        var later = await OnTerminalAsync();

        Assert.All(OwnersSecrets, member => Assert.Contains((string)secrets[member]!, first, StringComparison.Ordinal));
        Assert.Contains("(found)", later, StringComparison.Ordinal);
        AssertNoSecret(secrets, later);
    }

    // Python's own pseudo-terminal; the program is told to stop once it has said that it is ready.
    async Task<string> OnTerminalAsync()
    {
        const string Script = """
            import os, pty, signal, sys
            pid, terminal = pty.fork()
            if pid == 0:
                os.execv(sys.argv[1], sys.argv[1:])
            seen = b''
            try:
                while piece := os.read(terminal, 65536):
                    seen += piece
                    if b'localhost:' in seen.split(b'Devices reach')[-1] and b'Devices reach' in seen:
                        os.kill(pid, signal.SIGTERM)
            except OSError:
                pass  # Linux reports the end of the terminal's other side so.
            sys.stdout.buffer.write(seen)
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            """;
        var result = await CliProcess.RunAsync(["-c", Script, CliProcess.Program, "up", .. CliProcess.Quiet("--data", _folder.Path)], null, "python3");
        Assert.Equal(0, result.Status);
        return result.Output;
    }

    static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    static TcpListener Listening()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    static string Address(TcpListener listener) => listener.LocalEndpoint.ToString()!;

    static async Task ConnectAsync(Uri address)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
    }
}
