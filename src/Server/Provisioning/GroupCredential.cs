using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Gateway;
using Dukou.Server.Pipeline;

namespace Dukou.Server.Provisioning;

/// <summary>
/// A device proves that it belongs to a registration group (shape G, in all five SDKs): the password is an HMAC under the stamp of what
/// the device derives from the group's secret and its own id. It may then bootstrap, and nothing else.
/// </summary>
sealed class GroupCredential(RegistrationGroupStore groups) : IDeviceCredential
{
    public ValueTask<CredentialDecision?> DecideAsync(ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        var isGroup = ClientId.TryParse(attempt.Connect.ClientId, bootstrap: false, out var clientId, out _) && clientId.Shape == ClientIdShape.ScopeSecret;
        return new(isGroup ? Decide(attempt, clientId) : null);
    }

    CredentialDecision Decide(ConnectAttempt attempt, ClientId clientId)
    {
        if (ConnectRules.UserName(attempt.Connect, clientId) is var (wrong, why))
            return CredentialDecision.Refuse(wrong, why);
        if (groups.FindByScope(clientId.ScopeId) is not { } group)
            return CredentialDecision.Refuse(ReasonCode.BadUserNameOrPassword, BootstrapReasons.UnknownScope.With(("scope", clientId.ScopeId)));
        var refusal = Barred(group, attempt) ?? ConnectRules.Stamp(clientId, attempt.At) ?? WrongPassword(group, clientId, attempt.Connect.Password) ?? WrongId(group, clientId.DeviceId);
        return refusal is var (code, because)
            ? CredentialDecision.Refuse(code, because)
            : CredentialDecision.Accept(new DeviceIdentity(clientId.DeviceId, group.ProductId, group.AppId, NodeIdOf(group, clientId.DeviceId)) { GroupId = group.GroupId });
    }

    static (ReasonCode, Because)? Barred(RegistrationGroup group, ConnectAttempt attempt) => group switch
    {
        { ByCertificate: true } => (ReasonCode.NotAuthorized, BootstrapReasons.GroupByCertificate.With(("group", group.GroupName), ("scope", group.ScopeId))),
        { Enabled: false } => (ReasonCode.NotAuthorized, BootstrapReasons.GroupDisabled.With(("group", group.GroupName))),
        { SecureAccess: true } when !attempt.Encrypted => (ReasonCode.NotAuthorized, BootstrapReasons.GroupNeedsTls.With(("group", group.GroupName))),
        _ => null,
    };

    (ReasonCode, Because)? WrongPassword(RegistrationGroup group, ClientId clientId, byte[]? password)
    {
        if (password is not { Length: > 0 })
            return (ReasonCode.BadUserNameOrPassword, CredentialReasons.PasswordMissing.With(("device", clientId.DeviceId)));
        var (secret, hash) = (groups.UnprotectSecret(group)!, ConnectRules.HashOf(clientId)); // Not by certificate.
        if (Fits(secret, out var derived) && DevicePassword.Verify(password, derived, clientId.Timestamp, hash))
            return null;
        var reason = DevicePassword.Verify(password, secret, clientId.Timestamp, hash) ? BootstrapReasons.SecretNotDerived
            : Fits(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), out var ofText) && DevicePassword.Verify(password, ofText, clientId.Timestamp, hash) ? BootstrapReasons.SecretNotDecoded
            : BootstrapReasons.WrongGroupPassword;
        return (ReasonCode.BadUserNameOrPassword, reason.With(("device", clientId.DeviceId), ("group", group.GroupName), ("scope", clientId.ScopeId), ("stamp", clientId.Timestamp)));

        bool Fits(string groupSecret, out string own) => DevicePassword.TryDeriveSecret(groupSecret, clientId.DeviceId, out own);
    }

    /// <summary>What a device of the group is called in its product.</summary>
    public static string NodeIdOf(RegistrationGroup group, string deviceId) =>
        deviceId.StartsWith(group.ProductId + "_", StringComparison.Ordinal) ? deviceId[(group.ProductId.Length + 1)..] : deviceId;

    // The vendor's rule for group devices: an id with an underscore begins with the id of its product, any other is free.
    public static (ReasonCode, Because)? WrongId(RegistrationGroup group, string deviceId) =>
        !Patterns.Id.IsMatch(deviceId) || NodeIdOf(group, deviceId) is { Length: 0 or > 64 } || (deviceId.Contains('_') && !deviceId.StartsWith(group.ProductId + "_", StringComparison.Ordinal))
            ? (ReasonCode.NotAuthorized, BootstrapReasons.WrongId.With(("device", deviceId), ("group", group.GroupName), ("product", group.ProductId)))
            : null;
}
