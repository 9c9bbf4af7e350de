using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Dukou.Server.Gateway;

/// <summary>A connection that nobody has authenticated yet, whatever its transport.</summary>
sealed record AcceptedSocket(IDuplexPipe Transport, IPEndPoint? Remote, Action Abort)
{
    public bool Encrypted { get; init; }

    /// <summary>A write to <see cref="Transport"/> is a copy and no more: a plain socket.</summary>
    public bool QuickWrites { get; init; }

    /// <summary>Says the transport's own goodbye, after which the peer closes; null for one that has none (a socket's is its end).</summary>
    public Func<Task>? GoodbyeAsync { get; init; }

    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The certificates that the client sent beside its own.</summary>
    public IReadOnlyList<X509Certificate2> Intermediates { get; init; } = [];
    public string? ServerName { get; init; }
}
