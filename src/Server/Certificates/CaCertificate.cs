using System.Security.Cryptography.X509Certificates;

namespace Dukou.Server.Certificates;

/// <summary>
/// An authority whose signature lets devices of a resource space in, once its owner has shown that the key is theirs. Immutable;
/// <see cref="CaCertificateStore"/> owns the row.
/// </summary>
/// <param name="CertificateId">24 hexadecimal digits.</param>
/// <param name="AppId">The resource space of its devices.</param>
/// <param name="Content">PEM, as it was uploaded.</param>
/// <param name="CreateTime">When it was uploaded.</param>
sealed record CaCertificate(string CertificateId, string AppId, string Content, DateTimeOffset CreateTime)
{
    public required string CnName { get; init; }
    public required string? Owner { get; init; }
    public required DateTimeOffset EffectiveTime { get; init; }
    public required DateTimeOffset ExpiryTime { get; init; }

    /// <summary>Until then it lets nobody in.</summary>
    public bool Verified { get; init; }

    /// <summary>What the verification certificate's common name must be; for a day.</summary>
    public string VerifyCode { get; init; } = "";
    public DateTimeOffset VerifyCodeTime { get; init; }

    /// <summary>Whether devices that it signed register themselves by <see cref="TemplateId"/>.</summary>
    public bool ProvisionEnable { get; init; }
    public string? TemplateId { get; init; }

    /// <summary>Parsed once, when the row is read.</summary>
    public required X509Certificate2 Certificate { get; init; }
}
