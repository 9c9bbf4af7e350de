using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Tls;

public sealed class TlsTests
{
    [Theory]
    [InlineData("localhost", SslProtocols.Tls12)]
    [InlineData("localhost", SslProtocols.Tls13)]
    [InlineData("127.0.0.1", SslProtocols.None)]
    [InlineData("iot.example.test", SslProtocols.None)]
    public async Task A_device_that_checks_the_certificate_reports_over_MQTTS(string name, SslProtocols protocols)
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.WithTls() with { Advertise = "iot.example.test" });
        await using var _ = platform;
        await using var device = await platform.ConnectTlsAsync(name, protocols);
        await device.ConnectDeviceAsync(deviceId, new WireConnect { At = platform.Clock.GetUtcNow() });
        Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync(Lamp.Report(deviceId), Lamp.Level)).Reason);
        var answer = platform.CommandAsync(deviceId);
        await device.AnswerAsync(await device.ReadPublishAsync());
        await answer;
    }

    [Fact]
    [Provokes("connect.tls_closed")]
    public async Task A_name_that_is_not_in_the_certificate_is_not_trusted_and_the_trace_says_so()
    {
        var (platform, _) = await Lamp.StartAsync(options => options.WithTls());
        await using var __ = platform;
        await Assert.ThrowsAsync<AuthenticationException>(() => platform.ConnectTlsAsync("elsewhere.example.test", SslProtocols.Tls12));
        await platform.TraceAsync("connect.tls_closed");
    }

    [Fact]
    [Provokes("connect.tls_failed")]
    public async Task Plain_MQTT_on_the_TLS_port_and_TLS_on_the_plain_port_are_named()
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.WithTls());
        await using var _ = platform;
        await using var plain = await WireClient.ConnectAsync(platform.Platform.Listeners.Mqtts!);
        await plain.SendAsync(new WireConnect { At = platform.Clock.GetUtcNow() }.Packet(deviceId).Write);
        await plain.ReadToEndAsync();
        await platform.TraceAsync("connect.tls_failed");
        await Assert.ThrowsAnyAsync<Exception>(() => WireClient.ConnectAsync(platform.Platform.Listeners.Mqtt!, async socket =>
        {
            var tls = new SslStream(socket);
            await tls.AuthenticateAsClientAsync("localhost");
            return tls;
        }));
        Assert.Contains("as TLS does", (await platform.TraceAsync("connect.not_mqtt")).Because.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    [Provokes("connect.needs_tls")]
    public async Task A_device_with_secure_access_is_refused_in_the_clear_and_accepted_over_TLS()
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.WithTls(), """{"secret":"12345678","secure_access":true}""");
        await using var _ = platform;
        var connect = new WireConnect { At = platform.Clock.GetUtcNow() };
        await using var plain = await platform.ConnectRawAsync();
        await plain.SendAsync(connect.Packet(deviceId).Write);
        Assert.Equal([0x20, 2, 0, 5], (await plain.ReadAsync()).Bytes);
        Assert.Contains("secure_access", (await platform.TraceAsync("connect.needs_tls")).Because.Sentence(), StringComparison.Ordinal);
        await using var secure = await platform.ConnectTlsAsync();
        await secure.ConnectDeviceAsync(deviceId, connect);
    }

    [Fact]
    public async Task A_device_that_is_taken_over_reads_why_over_TLS()
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.WithTls());
        await using var _ = platform;
        var connect = new WireConnect { Version = ProtocolVersion.V500, At = platform.Clock.GetUtcNow() };
        await using var older = await platform.ConnectTlsAsync();
        await older.ConnectDeviceAsync(deviceId, connect);
        await using var newer = await platform.ConnectTlsAsync();
        await newer.ConnectDeviceAsync(deviceId, connect);
        Assert.Equal(ReasonCode.SessionTakenOver, await older.ReadDisconnectAsync());
    }

    [Fact]
    public async Task The_operator_s_certificate_is_presented_with_its_chain_and_read_again_when_it_changes()
    {
        using var pki = new TestAuthority();
        var files = pki.Issue("first.example.test");
        var (platform, _) = await Lamp.StartAsync(options => options.WithTls() with { TlsCertificateFile = files.Certificate, TlsKeyFile = files.Key });
        await using var __ = platform;
        // Trusting the root alone: the one in between must come from the server.
        await (await platform.ConnectTlsAsync("first.example.test", authorityFile: pki.RootFile)).DisposeAsync();
        pki.Issue("second.example.test");
        await (await platform.ConnectTlsAsync("second.example.test", authorityFile: pki.RootFile)).DisposeAsync();
    }

    [Fact]
    public async Task While_the_files_do_not_fit_the_old_certificate_stays()
    {
        using var pki = new TestAuthority();
        var files = pki.Issue("first.example.test");
        var (platform, _) = await Lamp.StartAsync(options => options.WithTls() with { TlsCertificateFile = files.Certificate, TlsKeyFile = files.Key });
        await using var __ = platform;
        await File.WriteAllTextAsync(files.Key, "half written", TestContext.Current.CancellationToken);
        await (await platform.ConnectTlsAsync("first.example.test", authorityFile: pki.RootFile)).DisposeAsync();
        pki.Issue("second.example.test");
        await (await platform.ConnectTlsAsync("second.example.test", authorityFile: pki.RootFile)).DisposeAsync();
    }

    [Fact]
    public async Task A_certificate_that_can_not_be_used_stops_the_start_with_one_line()
    {
        var file = Path.GetTempFileName();
        var failure = await Assert.ThrowsAsync<PlatformStartException>(() => TestPlatform.StartAsync(options => options.WithTls() with { TlsCertificateFile = file, TlsKeyFile = file }));
        Assert.Contains("--tls-cert", Assert.Single(failure.Problems), StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task The_authority_stays_over_a_restart_and_its_key_is_the_owner_s_alone()
    {
        var (platform, _) = await Lamp.StartAsync(options => options.WithTls());
        await using var __ = platform;
        var before = await File.ReadAllTextAsync(platform.Platform.AuthorityFile, TestContext.Current.CancellationToken);
        await platform.RestartAsync();
        Assert.Equal(before, await File.ReadAllTextAsync(platform.Platform.AuthorityFile, TestContext.Current.CancellationToken));
        await (await platform.ConnectTlsAsync()).DisposeAsync();
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(platform.DataFolder, "keys", "ca.key")));
    }

    /// <summary>A root, one authority below it, and server certificates in PEM files as an operator has them.</summary>
    sealed class TestAuthority : IDisposable
    {
        static readonly DateTimeOffset From = DateTimeOffset.UnixEpoch, To = DateTimeOffset.UnixEpoch.AddYears(200);

        readonly string _folder = Directory.CreateTempSubdirectory("dukou-pki-").FullName;
        readonly X509Certificate2 _root;
        readonly X509Certificate2 _between;

        public TestAuthority()
        {
            using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            _root = Authority("CN=test root", rootKey).CreateSelfSigned(From, To);
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var between = Authority("CN=test between", key).Create(_root, From, To, [1]);
            _between = between.CopyWithPrivateKey(key);
            File.WriteAllText(RootFile, _root.ExportCertificatePem());
        }

        public string RootFile => Path.Combine(_folder, "root.pem");

        public (string Certificate, string Key) Issue(string name)
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(name);
            request.CertificateExtensions.Add(names.Build());
            using var certificate = request.Create(_between.SubjectName, X509SignatureGenerator.CreateForECDsa(_between.GetECDsaPrivateKey()!), From, To, RandomNumberGenerator.GetBytes(8));
            var (certificateFile, keyFile) = (Path.Combine(_folder, "server.pem"), Path.Combine(_folder, "server.key"));
            File.WriteAllText(certificateFile, certificate.ExportCertificatePem() + "\n" + _between.ExportCertificatePem());
            File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
            return (certificateFile, keyFile);
        }

        public void Dispose()
        {
            _root.Dispose();
            _between.Dispose();
            Directory.Delete(_folder, recursive: true);
        }

        static CertificateRequest Authority(string name, ECDsa key)
        {
            var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            return request;
        }
    }
}
