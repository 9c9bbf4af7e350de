using System.Net;
using System.Net.Sockets;

namespace Dukou.Server.Tests.Cli;

public sealed class DoctorTests
{
    static async Task<(int Status, string Output)> AskAsync(TestPlatform platform, string device, params string[] more)
    {
        var result = await platform.DukouAsync(["doctor", device, .. more.Contains("--server") ? more : [.. more, "--server", platform.Mqtt()]]);
        return (result.Status, result.Output + result.Error);
    }

    [Fact]
    public async Task A_healthy_device_gets_a_tick_for_everything()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var device = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using (await platform.ConnectDeviceAsync(device)) { }
        var (status, said) = await AskAsync(platform, device, "--secret", "12345678", "--connect");
        Assert.True(status == 0, said);
        Assert.DoesNotContain("✗", said, StringComparison.Ordinal);
        Assert.Contains("✓ The secret is right.", said, StringComparison.Ordinal);
        Assert.Contains("✓ A connection in its name is accepted.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slip_in_the_id_is_answered_with_the_nearest_one()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var device = await platform.AddDeviceAsync(await platform.AddProductAsync());
        var (status, said) = await AskAsync(platform, device.ToUpperInvariant());
        Assert.Equal(1, status);
        Assert.Contains($"Did you mean {device}?", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_secret_shows_in_the_comparison_and_in_the_platform_s_own_trace()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var device = await platform.AddDeviceAsync(await platform.AddProductAsync());
        var (status, said) = await AskAsync(platform, device, "--secret", "87654321", "--connect");
        Assert.Equal(1, status);
        Assert.Contains("✗ The platform has another secret for it.", said, StringComparison.Ordinal);
        Assert.Contains("✗ A connection in its name is refused", said, StringComparison.Ordinal);
        Assert.Matches(@"✗ 20\d\d-.*Z  .*[Pp]assword", said);
    }

    [Fact]
    public async Task A_barred_device_and_one_that_never_came_are_told_apart()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var device = await platform.AddDeviceAsync(await platform.AddProductAsync());
        var (_, never) = await AskAsync(platform, device);
        Assert.Contains("✗ The platform has seen no attempt", never, StringComparison.Ordinal);
        await platform.Client.FreezeDeviceAsync(device, TestContext.Current.CancellationToken);
        var (status, barred) = await AskAsync(platform, device);
        Assert.Equal(1, status);
        Assert.Contains($"→ dukou device unfreeze {device}", barred, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_port_and_a_name_that_leads_nowhere_are_found_before_anything_else()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var device = await platform.AddDeviceAsync(await platform.AddProductAsync());
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var (_, port) = await AskAsync(platform, device, "--server", closed.LocalEndPoint!.ToString()!);
        Assert.Contains($"✗ {closed.LocalEndPoint} does not answer", port, StringComparison.Ordinal);
        var (_, name) = await AskAsync(platform, device, "--server", "no-such-host.invalid:1883");
        Assert.Contains("✗ no-such-host.invalid leads nowhere", name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_told_as_such()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { Mqtts = new Listen(IPAddress.Loopback, 0) }, TimeProvider.System.GetUtcNow());
        var device = await platform.AddDeviceAsync(await platform.AddProductAsync());
        var server = platform.Platform.Listeners.Mqtts!.ToString();
        var (_, untrusted) = await AskAsync(platform, device, "--server", server, "--tls");
        Assert.Contains("TLS fails", untrusted, StringComparison.Ordinal);
        var (_, trusted) = await AskAsync(platform, device, "--server", server, "--tls", "--ca", platform.Platform.CaFile!);
        Assert.Contains("its certificate is trusted", trusted, StringComparison.Ordinal);
    }
}
