using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Certificates;
using Dukou.Server.Devices;
using Dukou.Server.Gateway;
using Dukou.Server.Pipeline;

namespace Dukou.Server.Provisioning;

/// <summary>
/// A device proves by its certificate that it belongs to a registration group (shape F, PS:iot_03_0003): a CA of the group's resource space signed
/// it. It may then bootstrap, and nothing else; the registration that it gets is pinned to the certificate.
/// </summary>
sealed class GroupCertificateCredential(RegistrationGroupStore groups, CertificateJudge judge, DeviceCertificateStore certificates) : IDeviceCredential
{
    public ValueTask<CredentialDecision?> DecideAsync(ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        // Without a certificate the form is more likely a mistyped one of a device with a secret.
        var isGroup = ClientId.TryParse(attempt.Connect.ClientId, bootstrap: true, out var clientId, out _) && clientId.Shape == ClientIdShape.ScopeCertificate;
        return new(isGroup && attempt.ClientCertificate is not null ? Decide(attempt, clientId) : null);
    }

    CredentialDecision Decide(ConnectAttempt attempt, ClientId clientId)
    {
        if (ConnectRules.UserName(attempt.Connect, clientId) is var (wrong, why))
            return CredentialDecision.Refuse(wrong, why);
        if (groups.FindByScope(clientId.ScopeId) is not { } group)
            return CredentialDecision.Refuse(ReasonCode.BadUserNameOrPassword, BootstrapReasons.UnknownScope.With(("scope", clientId.ScopeId)));
        var leaf = attempt.ClientCertificate!; // Asked for before.
        var prints = Fingerprints.Of(leaf);
        var refusal = Barred(group) ?? Untrusted(group, attempt) ?? GroupCredential.WrongId(group, clientId.DeviceId);
        if (refusal is null && certificates.Find(prints.Sha256) is { IsActive: false })
            refusal = (ReasonCode.NotAuthorized, CertificateReasons.Inactive.With(("subject", leaf.Subject)));
        return refusal is var (code, because)
            ? CredentialDecision.Refuse(code, because)
            : CredentialDecision.Accept(new DeviceIdentity(clientId.DeviceId, group.ProductId, group.AppId, GroupCredential.NodeIdOf(group, clientId.DeviceId))
            {
                GroupId = group.GroupId,
                Fingerprint = prints.Sha256,
            });
    }

    static (ReasonCode, Because)? Barred(RegistrationGroup group) => group switch
    {
        { ByCertificate: false } => (ReasonCode.NotAuthorized, BootstrapReasons.GroupBySecret.With(("group", group.GroupName), ("scope", group.ScopeId))),
        { Enabled: false } => (ReasonCode.NotAuthorized, BootstrapReasons.GroupDisabled.With(("group", group.GroupName))),
        _ => null,
    };

    (ReasonCode, Because)? Untrusted(RegistrationGroup group, ConnectAttempt attempt) =>
        judge.Judge(attempt.ClientCertificate!, attempt.Intermediates, group.AppId, attempt.At) is { Refusal: { } because } ? (ReasonCode.NotAuthorized, because) : null;
}
