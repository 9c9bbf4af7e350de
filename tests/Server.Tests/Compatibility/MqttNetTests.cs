using System.Security.Cryptography.X509Certificates;
using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Tls;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>MQTTnet's client with its own defaults, which the vendor's C# SDK is built on.</summary>
public sealed class MqttNetTests
{
    public enum Way
    {
        Tcp,
        Tls,
        WebSocket,
        SecureWebSocket,
    }

    public static TheoryData<Way, MqttProtocolVersion> Ways { get; } =
        [.. from way in Enum.GetValues<Way>() from version in new[] { MqttProtocolVersion.V311, MqttProtocolVersion.V500 } select new TheoryDataRow<Way, MqttProtocolVersion>(way, version)];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_device_reports_and_answers_a_command(Way way, MqttProtocolVersion version)
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.WithTls());
        await using var _ = platform;
        using var client = new MqttClientFactory().CreateMqttClient();
        var subscribed = $"$oc/devices/{deviceId}/sys/commands/#";
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ApplicationMessageReceivedAsync += async received =>
        {
            await client.PublishStringAsync(
                received.ApplicationMessage.Topic.Replace("commands/", "commands/response/", StringComparison.Ordinal), """{"result_code":0}""", MqttQualityOfServiceLevel.AtLeastOnce);
            answered.SetResult();
        };
        var connected = await client.ConnectAsync(Options(platform, deviceId, way, version), TestContext.Current.CancellationToken);
        Assert.Equal(MqttClientConnectResultCode.Success, connected.ResultCode);
        var granted = await client.SubscribeAsync(subscribed, MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken);
        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, Assert.Single(granted.Items).ResultCode);
        var published = await client.PublishStringAsync(Lamp.Report(deviceId), Lamp.Level, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(published.IsSuccess);
        Assert.Equal(0, (await platform.CommandAsync(deviceId))["response"]!["result_code"]!.GetValue<int>());
        // A socket closed before it has read the answer's PUBACK resets the link, and the reset may overtake the DISCONNECT.
        await answered.Task;
        await client.DisconnectAsync(cancellationToken: TestContext.Current.CancellationToken);
        await platform.TraceAsync("connection.closed_by_device");
    }

    [Fact]
    public async Task A_refusal_has_its_reason_in_words_over_MQTT_5()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(Options(platform, deviceId, Way.Tcp, MqttProtocolVersion.V500), TestContext.Current.CancellationToken);
        var published = await client.PublishStringAsync(Lamp.Report(deviceId), """{"services":[{"service_id":"Lamp","properties":{"level":"seven"}}]}""",
            MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(MqttClientPublishReasonCode.PayloadFormatInvalid, published.ReasonCode);
        Assert.Contains("level", published.ReasonString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Way.Tcp)]
    [InlineData(Way.Tls)]
    [InlineData(Way.WebSocket)]
    public async Task A_client_that_is_taken_over_is_told(Way way)
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.WithTls());
        await using var _ = platform;
        using var client = new MqttClientFactory().CreateMqttClient();
        var reason = new TaskCompletionSource<MqttClientDisconnectReason>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.DisconnectedAsync += gone =>
        {
            reason.TrySetResult(gone.Reason);
            return Task.CompletedTask;
        };
        await client.ConnectAsync(Options(platform, deviceId, way, MqttProtocolVersion.V500), TestContext.Current.CancellationToken);
        await using var newer = await platform.ConnectDeviceAsync(deviceId);
        Assert.Equal(MqttClientDisconnectReason.SessionTakenOver, await reason.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    static MqttClientOptions Options(TestPlatform platform, string deviceId, Way way, MqttProtocolVersion version)
    {
        var listeners = platform.Platform.Listeners;
        var stamp = SecretStamp.Of(platform.Clock.GetUtcNow()).ToString();
        var options = new MqttClientOptionsBuilder()
            .WithProtocolVersion(version)
            .WithClientId($"{deviceId}_0_1_{stamp}")
            .WithCredentials(deviceId, Encoding.ASCII.GetBytes(DevicePassword.Compute("12345678", stamp)))
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(120));
        options = way switch
        {
            Way.Tcp => options.WithTcpServer("127.0.0.1", listeners.Mqtt!.Port),
            Way.Tls => options.WithTcpServer("localhost", listeners.Mqtts!.Port),
            Way.WebSocket => options.WithWebSocketServer(web => web.WithUri($"ws://{listeners.Http}/mqtt")),
            _ => options.WithWebSocketServer(web => web.WithUri($"wss://localhost:{listeners.Https!.Port}/mqtt")),
        };
        if (way is Way.Tls or Way.SecureWebSocket)
            options.WithTlsOptions(tls => tls.UseTls().WithCertificateValidationHandler(shown => IsOwn(platform, shown.Certificate)));
        return options.Build();
    }

    static bool IsOwn(TestPlatform platform, X509Certificate shown)
    {
        using var chain = X509Chain.Create();
        chain.ChainPolicy = Secure.Trusting(platform.Platform.AuthorityFile, "localhost").CertificateChainPolicy!;
        using var certificate = new X509Certificate2(shown);
        return chain.Build(certificate);
    }
}
