namespace Dukou.Server.Certificates;

/// <summary>A certificate by which a device has come. Immutable; <see cref="DeviceCertificateStore"/> owns the row.</summary>
/// <param name="CertificateId">24 hexadecimal digits.</param>
/// <param name="CommonName">Of its subject.</param>
/// <param name="Fingerprints">SHA-1 and SHA-256.</param>
/// <param name="IsActive">False: nobody comes by it any more.</param>
/// <param name="ExpiryTime">The end of its validity.</param>
/// <param name="Pem">The certificate.</param>
sealed record DeviceCertificate(string CertificateId, string CommonName, Fingerprints Fingerprints, bool IsActive, DateTimeOffset ExpiryTime, string Pem);
