using System.Net;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dukou.Server.Tls;

/// <summary>
/// The certificate that every TLS listener presents, with the chain that leads to its authority: the operator's files when given, read
/// again when they change, else one of the platform's own authority with every name and address by which it can be reached.
/// </summary>
sealed class ServerCertificate
{
    readonly ServerOptions _options;
    readonly ILogger<ServerCertificate> _log;
    readonly Lock _gate = new();
    // One context for all handshakes: sessions can be resumed, and the chain is built once.
    SslStreamCertificateContext _current;
    DateTime _fileTime;
    DateTime _failedFileTime;

    /// <exception cref="PlatformStartException">The operator's files can't be used.</exception>
    public ServerCertificate(ServerOptions options, CertificateAuthority authority, ILogger<ServerCertificate> log)
    {
        _options = options;
        _log = log;
        try
        {
            _current = options.TlsCertificateFile is null ? SslStreamCertificateContext.Create(authority.Issue(Names(options)), [], offline: true) : Load();
        }
        catch (Exception failure) when (options.TlsCertificateFile is not null && IsFileFault(failure))
        {
            throw new PlatformStartException([$"--tls-cert {options.TlsCertificateFile} and --tls-key {options.TlsKeyFile} can't be used: {failure.Message}"]);
        }
    }

    /// <summary>What a handshake that begins now presents. Looks at the file's time: little beside a handshake.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            if (_options.TlsCertificateFile is not null)
                Reload();
            return Volatile.Read(ref _current);
        }
    }

    /// <summary>Every name and address by which a device could reach the platform.</summary>
    public static IReadOnlyCollection<string> Names(ServerOptions options)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal) { "localhost", IPAddress.Loopback.ToString(), IPAddress.IPv6Loopback.ToString() };
        if (options.AdvertisedHost is { } advertised)
            names.Add(advertised);
        if (options.LoopbackOnly)
            return names;
        names.Add(Dns.GetHostName());
        foreach (var address in NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses))
            if (address.Address.AddressFamily == AddressFamily.InterNetwork || !address.Address.IsIPv6LinkLocal)
                names.Add(address.Address.ToString());
        return names;
    }

    void Reload()
    {
        lock (_gate)
        {
            var fileTime = FileTime();
            if (fileTime == _fileTime)
                return;
            try
            {
                Volatile.Write(ref _current, Load());
            }
            // The operator is in the middle of replacing the files: the old certificate stays until the pair fits.
            catch (Exception failure) when (IsFileFault(failure))
            {
                // Said once, however many devices connect meanwhile.
                if (fileTime != _failedFileTime)
                    TlsLog.ReloadFailed(_log, failure, _options.TlsCertificateFile!);
                _failedFileTime = fileTime;
            }
        }
    }

    SslStreamCertificateContext Load()
    {
        var fileTime = FileTime();
        using var pem = X509Certificate2.CreateFromPemFile(_options.TlsCertificateFile!, _options.TlsKeyFile);
        var leaf = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        // The first is the server's own; devices need those between it and the authority that they know.
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(_options.TlsCertificateFile!);
        chain.RemoveAt(0);
        var loaded = SslStreamCertificateContext.Create(leaf, chain, offline: true);
        _fileTime = fileTime;
        return loaded;
    }

    // The later of both: whichever is replaced last completes the pair.
    DateTime FileTime()
    {
        var certificate = File.GetLastWriteTimeUtc(_options.TlsCertificateFile!);
        var key = File.GetLastWriteTimeUtc(_options.TlsKeyFile!);
        return certificate > key ? certificate : key;
    }

    static bool IsFileFault(Exception failure) => failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;
}
