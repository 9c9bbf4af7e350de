using System.Security.Cryptography.X509Certificates;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Api;
using Dukou.Server.Certificates;
using Dukou.Server.Devices;
using Dukou.Server.Gateway;
using Dukou.Server.Pipeline;

namespace Dukou.Server.Provisioning;

/// <summary>
/// A device that nobody registered shows a certificate whose CA registers devices by a template (V:iot_01_0115): it is registered, pinned to
/// this certificate, and let in. The next time it is a device with a certificate like any other.
/// </summary>
sealed class ProvisioningCredential(DeviceStore devices, CertificateJudge judge, DeviceCertificateStore certificates,
    ProvisioningTemplateStore templates, SelfRegistration registration, TraceFeed traces) : IDeviceCredential
{
    public async ValueTask<CredentialDecision?> DecideAsync(ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.ClientCertificate is not { } leaf || !ClientId.TryParse(attempt.Connect.ClientId, bootstrap: false, out var clientId, out _) || clientId.Shape != ClientIdShape.Device
            || await devices.FindAsync(clientId.DeviceId) is not null)
            return null;
        if (judge.Judge(leaf, attempt.Intermediates, null, attempt.At).Authority is not { ProvisionEnable: true, TemplateId: { } templateId } authority || templates.Find(templateId) is not { } template)
            return null;
        if (ConnectRules.UserName(attempt.Connect, clientId) is var (wrong, why))
            return CredentialDecision.Refuse(wrong, why);
        var prints = Fingerprints.Of(leaf);
        if (certificates.Find(prints.Sha256) is { IsActive: false })
            return CredentialDecision.Refuse(ReasonCode.NotAuthorized, CertificateReasons.Inactive.With(("subject", leaf.Subject)));
        var body = ProvisioningBody.Parse(template.Body);
        if (DeviceOf(body, authority, leaf, prints, attempt.At, out var problem) is not { } device)
            return Failed(problem!);
        if (device.DeviceId != clientId.DeviceId)
            return CredentialDecision.Refuse(ReasonCode.NotAuthorized, ProvisioningReasons.NamesAnother.With(
                ("template", template.TemplateName), ("subject", leaf.Subject), ("device", device.DeviceId), ("other", clientId.DeviceId)));
        if (await registration.RegisterAsync(device, body.PolicyIds, cancellationToken) is { } refused)
            return Failed(refused);
        await certificates.RecordAsync(leaf, prints, cancellationToken);
        traces.Write(new TraceEntry(TraceKind.Connection, TraceOutcome.Done, attempt.At, ProvisioningReasons.Registered.With(
            ("authority", authority.CnName), ("template", template.TemplateName), ("product", device.ProductId)))
        { DeviceId = device.DeviceId, RemoteAddress = attempt.Remote?.ToString() });
        return CredentialDecision.Accept(new DeviceIdentity(device.DeviceId, device.ProductId, device.AppId, device.NodeId));

        CredentialDecision Failed(string sentence) => CredentialDecision.Refuse(ReasonCode.NotAuthorized, ProvisioningReasons.Failed.With(
            ("template", template.TemplateName), ("subject", leaf.Subject), ("problem", sentence)));
    }

    /// <summary>What the template makes of the certificate; null and why when that is no device.</summary>
    static Device? DeviceOf(ProvisioningBody body, CaCertificate authority, X509Certificate2 leaf, Fingerprints prints, DateTimeOffset now,
        out string? problem)
    {
        problem = null;
        var values = new Dictionary<string, string?>();
        foreach (var member in new[] { "node_id", "product_id", "device_id", "device_name" })
        {
            if (!body.TryValue(member, leaf, out var value, out var missing))
                problem ??= $"its subject has no {missing}, from which {member} is taken.";
            values[member] = value;
        }
        if (problem is not null)
            return null;
        var (nodeId, productId) = (values["node_id"] ?? "", values["product_id"] ?? "");
        var deviceId = values["device_id"] ?? $"{productId}_{nodeId}";
        try
        {
            new Check().Text(nodeId, "node_id", 64, Patterns.NodeId).Text(deviceId, "device_id", 128, Patterns.Id).Text(values["device_name"], "device_name", 256, Patterns.Name).Done();
        }
        catch (IotdaException mistakes)
        {
            problem = mistakes.Message;
            return null;
        }
        return new Device(deviceId, authority.AppId, productId, nodeId, now)
        {
            DeviceName = values["device_name"],
            AuthType = DeviceAuthType.Certificates,
            Fingerprint = prints.Sha256,
            SecureAccess = true,
        };
    }
}
