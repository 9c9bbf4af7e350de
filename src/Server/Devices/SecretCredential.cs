using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Gateway;
using Dukou.Server.Pipeline;

namespace Dukou.Server.Devices;

/// <summary>
/// A device proves itself by its secret (shape A of D:3009): the password is an HMAC of the secret under the stamp in the client id.
/// Last in the order of credentials: what no other recognises is explained here.
/// </summary>
sealed class SecretCredential(DeviceStore devices, PasswordDiagnosis diagnosis) : IDeviceCredential
{
    public async ValueTask<CredentialDecision?> DecideAsync(ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        var connect = attempt.Connect;
        if (!ClientId.TryParse(connect.ClientId, bootstrap: false, out var clientId, out var defect))
            return Malformed(connect.ClientId, CredentialReasons.Sentence(defect));
        if (clientId.Shape != ClientIdShape.Device)
            return Malformed(connect.ClientId, $"the form of type {clientId.IdType} is for another kind of client");
        if (ConnectRules.UserName(connect, clientId) is var (wrong, why))
            return CredentialDecision.Refuse(wrong, why);

        if (await devices.FindAsync(clientId.DeviceId) is not { } device)
            return CredentialDecision.Refuse(ReasonCode.BadUserNameOrPassword, CredentialReasons.UnknownDevice.With(("device", clientId.DeviceId)));
        var refusal = ConnectRules.Registration(device, attempt) ?? ByCertificate(device) ?? ConnectRules.Stamp(clientId, attempt.At) ?? WrongPassword(device, clientId, attempt);
        return refusal is var (code, because)
            ? CredentialDecision.Refuse(code, because, device.DeviceId)
            : CredentialDecision.Accept(new DeviceIdentity(device.DeviceId, device.ProductId, device.AppId, device.NodeId));
    }

    static (ReasonCode, Because)? ByCertificate(Device device) => device.AuthType == DeviceAuthType.Certificates
        ? (ReasonCode.NotAuthorized, CredentialReasons.NeedsCertificate.With(("device", device.DeviceId)))
        : null;

    (ReasonCode, Because)? WrongPassword(Device device, ClientId clientId, ConnectAttempt attempt)
    {
        if (attempt.Connect.Password is not { Length: > 0 } password)
            return (ReasonCode.BadUserNameOrPassword, CredentialReasons.PasswordMissing.With(("device", device.DeviceId)));
        var hash = ConnectRules.HashOf(clientId);
        foreach (var secret in new[] { devices.UnprotectSecret(device), devices.UnprotectSecondarySecret(device) })
            if (secret is not null && DevicePassword.Verify(password, secret, clientId.Timestamp, hash))
                return null;
        return (ReasonCode.BadUserNameOrPassword, diagnosis.Explain(device, clientId, password, attempt.At));
    }

    static CredentialDecision Malformed(string clientId, string problem) => CredentialDecision.Refuse(ReasonCode.ClientIdentifierNotValid,
        ConnectionReasons.UnknownClientIdShape.With(("client_id", clientId.Length > 128 ? clientId[..128] + "…" : clientId), ("problem", problem)));
}
