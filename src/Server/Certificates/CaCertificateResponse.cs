namespace Dukou.Server.Certificates;

/// <summary>A CA certificate as the API answers it; its PEM is in the answer of ShowCertificate only.</summary>
sealed record CaCertificateResponse(string CertificateId, string CnName, string? Owner, bool Status, string? VerifyCode, bool ProvisionEnable, string? TemplateId, bool OcspEnable,
    DateTimeOffset CreateDate, DateTimeOffset EffectiveDate, DateTimeOffset ExpiryDate)
{
    public string? Content { get; init; }

    /// <summary>The code is shown until it has been used.</summary>
    public static CaCertificateResponse Of(CaCertificate ca) => new(ca.CertificateId, ca.CnName, ca.Owner, ca.Verified, ca.Verified ? null : ca.VerifyCode, ca.ProvisionEnable, ca.TemplateId,
        OcspEnable: false, ca.CreateTime, ca.EffectiveTime, ca.ExpiryTime);
}
