using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Server.Cluster;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Tls;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>mosquitto_pub and mosquitto_sub with their own defaults (keep-alive 60 s).</summary>
public sealed class MosquittoTests
{
    [Theory]
    [InlineData("mqttv31", 0, false)]
    [InlineData("mqttv31", 1, false)]
    [InlineData("mqttv311", 0, false)]
    [InlineData("mqttv311", 1, false)]
    [InlineData("mqttv5", 0, false)]
    [InlineData("mqttv5", 1, false)]
    [InlineData("mqttv311", 1, true)]
    [InlineData("mqttv5", 1, true)]
    public async Task A_report_by_mosquitto_pub_is_stored(string version, int qos, bool tls)
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.WithTls());
        await using var _ = platform;
        var (status, output) = await ForeignProgram.RunAsync("mosquitto_pub",
            [.. Login(platform, deviceId, version, tls), "-q", $"{qos}", "-t", Lamp.Report(deviceId), "-m", Lamp.Level]);
        Assert.True(status == 0, output);
        await StoredAsync(platform.Service<Inbox>());
    }

    [Theory]
    [InlineData("mqttv31", 0, false)]
    [InlineData("mqttv311", 1, false)]
    [InlineData("mqttv5", 0, false)]
    [InlineData("mqttv5", 1, true)]
    public async Task A_publish_down_reaches_mosquitto_sub(string version, int qos, bool tls)
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.WithTls());
        await using var _ = platform;
        var topic = $"$oc/devices/{deviceId}/sys/messages/down";
        using var subscriber = ForeignProgram.Start("mosquitto_sub", [.. Login(platform, deviceId, version, tls), "-q", $"{qos}", "-t", topic, "-C", "1"]);
        var link = platform.Service<IClusterLink>();
        var wanted = qos == 0 ? Reach.AtMostOnce : Reach.AtLeastOnce;
        await Eventually.BecomesTrueAsync(() => link.ReachOf(deviceId, topic) == wanted);
        var sent = await link.DeliverAsync(new(deviceId, topic, "hello lamp"u8.ToArray()), TestContext.Current.CancellationToken);
        var (status, output) = await subscriber.FinishAsync();
        Assert.Equal((0, "hello lamp\n"), (status, output));
        Assert.Equal(DeliveryOutcome.Delivered, await sent.Fate);
    }

    [Theory]
    [InlineData("mqttv311", 5)]
    [InlineData("mqttv5", 135)]
    public async Task A_refused_mosquitto_pub_ends_with_the_code(string version, int code)
    {
        var (platform, deviceId) = await Lamp.StartAsync(auth: """{"secret":"12345678","secure_access":true}""");
        await using var _ = platform;
        var (status, output) = await ForeignProgram.RunAsync("mosquitto_pub", [.. Login(platform, deviceId, version, tls: false), "-t", "a", "-m", "b"]);
        Assert.True(status == code, $"{status}: {output}");
    }

    [Fact]
    public async Task A_mosquitto_pub_that_trusts_another_authority_is_traced()
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.WithTls());
        await using var _ = platform;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = new CertificateRequest("CN=other", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        var file = Path.Combine(platform.DataFolder, "other.pem");
        await File.WriteAllTextAsync(file, other.ExportCertificatePem(), TestContext.Current.CancellationToken);
        var login = Login(platform, deviceId, "mqttv311", tls: true);
        login[^1] = file;
        var (status, _) = await ForeignProgram.RunAsync("mosquitto_pub", [.. login, "-t", "a", "-m", "b"]);
        Assert.NotEqual(0, status);
        await Eventually.BecomesTrueAsync(
            () => platform.TakeTraces().Exists(trace => trace.Because.Code is "connect.tls_failed" or "connect.tls_closed"),
            () => "No trace tells of the failed handshake.");
    }

    static List<string> Login(TestPlatform platform, string deviceId, string version, bool tls)
    {
        var stamp = SecretStamp.Of(platform.Clock.GetUtcNow()).ToString();
        var listener = tls ? platform.Platform.Listeners.Mqtts! : platform.Platform.Listeners.Mqtt!;
        List<string> arguments =
            ["-V", version, "-h", "localhost", "-p", $"{listener.Port}", "-i", $"{deviceId}_0_1_{stamp}", "-u", deviceId, "-P", DevicePassword.Compute("12345678", stamp)];
        if (tls)
            arguments.AddRange(["--cafile", platform.Platform.AuthorityFile]);
        return arguments;
    }

    static async Task StoredAsync(Inbox inbox)
    {
        // A QoS 0 publish may be on its way when its sender has ended.
        await Eventually.BecomesTrueAsync(() => inbox.Head > 0);
        using var batch = inbox.ReadAfter(0);
        Assert.Equal(Lamp.Level, First(batch!));
    }

    static string First(InboxBatch batch)
    {
        var records = batch.Read();
        Assert.True(records.Read());
        return Encoding.UTF8.GetString(records.Current.Payload);
    }
}
