using Dukou.Protocol.Iotda;
using Dukou.Server.Devices;
using Dukou.Server.Gateway;
using Dukou.Server.Pipeline;

namespace Dukou.Server.Certificates;

/// <summary>A device proves itself by the certificate that it showed in the TLS handshake (shape B of D:3009); its password is not looked at.</summary>
sealed class CertificateCredential(DeviceStore devices, CertificateProof proof) : IDeviceCredential
{
    public async ValueTask<CredentialDecision?> DecideAsync(ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.ClientCertificate is null || !ClientId.TryParse(attempt.Connect.ClientId, bootstrap: false, out var clientId, out _) || clientId.Shape != ClientIdShape.Device
            || await devices.FindAsync(clientId.DeviceId) is not { AuthType: DeviceAuthType.Certificates } device)
            return null;
        var refusal = ConnectRules.UserName(attempt.Connect, clientId) ?? ConnectRules.Registration(device, attempt) ?? await proof.RefusalAsync(device, attempt, cancellationToken);
        return refusal is var (code, because)
            ? CredentialDecision.Refuse(code, because, device.DeviceId)
            : CredentialDecision.Accept(new DeviceIdentity(device.DeviceId, device.ProductId, device.AppId, device.NodeId));
    }
}
