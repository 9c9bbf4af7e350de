using System.Net;
using System.Net.Sockets;

namespace Dukou.Server.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task A_port_in_use_is_refused_with_one_line_that_names_the_option()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = (IPEndPoint)taken.LocalEndpoint;
        var refused = await Assert.ThrowsAsync<PlatformStartException>(() => TestPlatform.StartAsync(options => options with { Http = new Listen(address.Address, address.Port) }));
        var problem = Assert.Single(refused.Problems);
        Assert.Contains(address.ToString(), problem, StringComparison.Ordinal);
        Assert.Contains("--http ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_wrong_settings_are_named_at_once()
    {
        var refused = await Assert.ThrowsAsync<PlatformStartException>(() => TestPlatform.StartAsync(options => options with
        {
            ProjectId = "not-hex",
            AccessKey = "has spaces",
            Password = "",
            Api = new() { BodyBytesMax = 0, TokenLifetime = TimeSpan.Zero },
        }));
        Assert.Equal(6, refused.Problems.Count);
    }

    [Fact]
    public async Task An_unexpected_error_in_the_log_fails_the_test()
    {
        var platform = await TestPlatform.StartAsync();
        platform.Logs.CreateLogger("test").Log(Microsoft.Extensions.Logging.LogLevel.Error, default, "boom", null, (state, _) => state);
        var failure = await Assert.ThrowsAsync<Xunit.Sdk.TrueException>(() => platform.DisposeAsync().AsTask());
        Assert.Contains("boom", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(platform.DataFolder));
    }
}
