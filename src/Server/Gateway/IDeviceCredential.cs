using System.Net;
using System.Security.Cryptography.X509Certificates;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Pipeline;

namespace Dukou.Server.Gateway;

/// <summary>
/// One way in which a CONNECT can prove which device it comes from. Tried in their registered order; the first that recognises the
/// shape decides.
/// </summary>
interface IDeviceCredential
{
    /// <summary>Null when this CONNECT isn't of this credential's shape.</summary>
    ValueTask<CredentialDecision?> DecideAsync(ConnectAttempt attempt, CancellationToken cancellationToken);
}

/// <summary>A CONNECT as it arrived, and by which way.</summary>
sealed record ConnectAttempt(ConnectPacket Connect, IPEndPoint? Remote, bool Encrypted, DateTimeOffset At)
{
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>What the client sent beside its certificate.</summary>
    public IReadOnlyList<X509Certificate2> Intermediates { get; init; } = [];
    public string? ServerName { get; init; }
}

/// <summary>Accepted with an identity, or refused with a reason. <see cref="DeviceId"/> is known for a refusal when the device exists.</summary>
sealed record CredentialDecision(DeviceIdentity? Identity, ReasonCode Code, Because? Because, string? DeviceId)
{
    public static CredentialDecision Accept(DeviceIdentity identity) => new(identity, ReasonCode.Success, null, identity.DeviceId);

    public static CredentialDecision Refuse(ReasonCode code, Because because, string? deviceId = null) => new(null, code, because, deviceId);
}

