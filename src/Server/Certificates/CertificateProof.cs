using Dukou.Protocol.Mqtt;
using Dukou.Server.Devices;
using Dukou.Server.Gateway;

namespace Dukou.Server.Certificates;

/// <summary>
/// Whether the certificate that came with a CONNECT is the device's: a CA of its resource space signed it, and the device is pinned to it. A
/// device that is pinned to none is pinned to the first that it shows.
/// </summary>
sealed class CertificateProof(DeviceStore devices, CertificateJudge judge, DeviceCertificateStore certificates)
{
    /// <summary>Null when it is; the certificate is kept then.</summary>
    public async ValueTask<(ReasonCode, Because)?> RefusalAsync(Device device, ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        var leaf = attempt.ClientCertificate!; // Asked for before.
        if (judge.Judge(leaf, attempt.Intermediates, device.AppId, attempt.At) is { Refusal: { } because })
            return (ReasonCode.NotAuthorized, because);
        var prints = Fingerprints.Of(leaf);
        if (certificates.Find(prints.Sha256) is { IsActive: false })
            return (ReasonCode.NotAuthorized, CertificateReasons.Inactive.With(("subject", leaf.Subject)));
        if (!prints.Match(device.Fingerprint) && !prints.Match(device.SecondaryFingerprint)
            && (device.Fingerprint is not null || !await devices.LearnFingerprintAsync(device.DeviceId, prints.Sha256, cancellationToken)))
            return (ReasonCode.NotAuthorized, CertificateReasons.FingerprintDiffers.With(("device", device.DeviceId), ("subject", leaf.Subject), ("fingerprint", prints.Sha256)));
        await certificates.RecordAsync(leaf, prints, cancellationToken);
        return null;
    }
}
