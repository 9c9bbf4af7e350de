namespace Dukou.Server.Certificates;

/// <summary>A device's certificate as the API answers it; lists leave out its PEM.</summary>
sealed record DeviceCertificateResponse(string CertificateId, string CommonName, DateTimeOffset ExpiryDate, string Fingerprint, string Status, string? CertificatePem)
{
    public static DeviceCertificateResponse Brief(DeviceCertificate certificate) =>
        new(certificate.CertificateId, certificate.CommonName, certificate.ExpiryTime, certificate.Fingerprints.Sha256, certificate.IsActive ? "ACTIVE" : "INACTIVE", null);

    public static DeviceCertificateResponse Whole(DeviceCertificate certificate) => Brief(certificate) with { CertificatePem = certificate.Pem };
}
