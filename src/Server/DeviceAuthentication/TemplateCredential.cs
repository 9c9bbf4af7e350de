using System.Security.Cryptography;
using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Certificates;
using Dukou.Server.Devices;
using Dukou.Server.Gateway;
using Dukou.Server.Pipeline;

namespace Dukou.Server.DeviceAuthentication;

/// <summary>
/// The active authentication template decides before every other proof (V:iot_02_0209), for each device that its expression names. What it can make
/// nothing of goes on to the others when it has IoTDA's own form, and is refused here otherwise.
/// </summary>
sealed class TemplateCredential(AuthenticationTemplateStore templates, DeviceStore devices, CertificateProof certificate) : IDeviceCredential
{
    public async ValueTask<CredentialDecision?> DecideAsync(ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        if (templates.Active is not { } active)
            return null;
        string deviceId;
        try
        {
            deviceId = active.Body.DeviceId.Text(new(attempt, null));
        }
        catch (UnfitException unfit)
        {
            return Otherwise(attempt, ReasonCode.ClientIdentifierNotValid, AuthenticationReasons.NoDeviceId.With(
                ("template", active.Template.TemplateName), ("client_id", Shown.Text(attempt.Connect.ClientId)), ("problem", unfit.Message)));
        }
        if (await devices.FindAsync(deviceId) is not { } device)
            return Otherwise(attempt, ReasonCode.BadUserNameOrPassword, AuthenticationReasons.UnknownDevice.With(
                ("template", active.Template.TemplateName), ("device", Shown.Text(deviceId))));
        var refusal = ConnectRules.Registration(device, attempt) ?? WrongStamp(active, device, attempt) ?? await UnprovenAsync(active, device, attempt, cancellationToken);
        return refusal is var (code, because)
            ? CredentialDecision.Refuse(code, because, device.DeviceId)
            : CredentialDecision.Accept(new DeviceIdentity(device.DeviceId, device.ProductId, device.AppId, device.NodeId));
    }

    static CredentialDecision? Otherwise(ConnectAttempt attempt, ReasonCode code, Because because) =>
        ClientId.TryParse(attempt.Connect.ClientId, bootstrap: false, out _, out _) ? null : CredentialDecision.Refuse(code, because);

    static (ReasonCode, Because)? WrongStamp(ActiveTemplate active, Device device, ConnectAttempt attempt)
    {
        try
        {
            return active.Body.Timestamp?.Holds(new(attempt, null), attempt.At) == false
                ? (ReasonCode.BadUserNameOrPassword, AuthenticationReasons.StampTooOld.With(("template", active.Template.TemplateName), ("device", device.DeviceId)))
                : null;
        }
        catch (UnfitException unfit)
        {
            return (ReasonCode.BadUserNameOrPassword, AuthenticationReasons.NoStamp.With(
                ("template", active.Template.TemplateName), ("device", device.DeviceId), ("problem", unfit.Message)));
        }
    }

    async ValueTask<(ReasonCode, Because)?> UnprovenAsync(ActiveTemplate active, Device device, ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        // The template's password is for secrets only.
        if (device.AuthType == DeviceAuthType.Certificates)
            return attempt.ClientCertificate is null
                ? (ReasonCode.NotAuthorized, CredentialReasons.NeedsCertificate.With(("device", device.DeviceId)))
                : await certificate.RefusalAsync(device, attempt, cancellationToken);
        if (active.Body.Password is not { } expression)
            return (ReasonCode.NotAuthorized, AuthenticationReasons.NoPassword.With(("template", active.Template.TemplateName), ("device", device.DeviceId)));
        if (attempt.Connect.Password is not { Length: > 0 } password)
            return (ReasonCode.BadUserNameOrPassword, CredentialReasons.PasswordMissing.With(("device", device.DeviceId)));
        var problem = "it is another";
        try
        {
            foreach (var secret in new[] { devices.UnprotectSecret(device), devices.UnprotectSecondarySecret(device) })
                if (secret is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expression.Text(new(attempt, secret))), password))
                    return null;
        }
        catch (UnfitException unfit)
        {
            problem = unfit.Message;
        }
        return (ReasonCode.BadUserNameOrPassword, AuthenticationReasons.WrongPassword.With(
            ("template", active.Template.TemplateName), ("device", device.DeviceId), ("problem", problem)));
    }
}
