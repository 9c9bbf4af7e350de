using Dukou.Server.Api;

namespace Dukou.Server.Certificates;

/// <summary>A device's certificate with its PEM.</summary>
[Operation("GET", "device-certificates/{certificateId}")]
static class ShowDeviceCertificate
{
    public static DeviceCertificateResponse Handle(string certificateId, DeviceCertificateStore certificates) => DeviceCertificateResponse.Whole(certificates.Get(certificateId));
}
