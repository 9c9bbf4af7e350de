using Dukou.Protocol.Mqtt;
using Dukou.Server.Pipeline;

namespace Dukou.Server.Gateway;

/// <summary>Decides on a CONNECT: first what holds for every device (keep-alive), then the credentials in their registered order.</summary>
sealed class DeviceAuthenticator(IEnumerable<IDeviceCredential> credentials, ServerOptions options)
{
    readonly IDeviceCredential[] _credentials = [.. credentials];

    public async ValueTask<CredentialDecision> DecideAsync(ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        // [MQTT-4.12.0-1]
        if (attempt.Connect.AuthenticationMethod is { } method)
            return CredentialDecision.Refuse(ReasonCode.BadAuthenticationMethod, ConnectionReasons.AuthenticationMethod.With(("method", Shown.Text(method))));
        var keepAlive = attempt.Connect.KeepAlive;
        if (options.Profile == CompatibilityProfile.Iotda && (keepAlive < options.Limits.KeepAliveMin || keepAlive > options.Limits.KeepAliveMax))
            return CredentialDecision.Refuse(ReasonCode.ClientIdentifierNotValid, ConnectionReasons.KeepAliveOutOfRange.With(
                ("keepalive", $"{keepAlive}"), ("min", $"{options.Limits.KeepAliveMin}"), ("max", $"{options.Limits.KeepAliveMax}")));
        if (options.Profile == CompatibilityProfile.Iotda && attempt.Connect is { Version: ProtocolVersion.V500, Will: { } will } && RefusalOf(will) is { } refusal)
            return refusal;
        foreach (var credential in _credentials)
            if (await credential.DecideAsync(attempt, cancellationToken) is { } decision)
                return decision;
        return CredentialDecision.Refuse(ReasonCode.ClientIdentifierNotValid,
            ConnectionReasons.UnknownClientIdShape.With(("client_id", Shown.Text(attempt.Connect.ClientId)), ("problem", "no credential recognises it")));
    }

    // [MQTT-3.2.2-12], [MQTT-3.2.2-13]: what CONNACK says this profile lacks. A will that asks for neither, and any of MQTT 3.x, is ignored.
    static CredentialDecision? RefusalOf(WillMessage will) =>
        will.Retain ? CredentialDecision.Refuse(ReasonCode.RetainNotSupported, ConnectionReasons.WillNotSupported.With(("asked", "retain")))
        : will.QoS == QualityOfService.ExactlyOnce ? CredentialDecision.Refuse(ReasonCode.QoSNotSupported, ConnectionReasons.WillNotSupported.With(("asked", "QoS 2")))
        : null;
}
