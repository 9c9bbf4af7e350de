using System.Security.Cryptography.X509Certificates;

namespace Dukou.Server.Certificates;

/// <summary>Reads single attributes of a certificate's subject.</summary>
static class Subjects
{
    public const string CommonName = "2.5.4.3";
    public const string SerialNumber = "2.5.4.5";
    public const string Country = "2.5.4.6";
    public const string StateName = "2.5.4.8";
    public const string Organization = "2.5.4.10";
    public const string OrganizationalUnit = "2.5.4.11";
    public const string DistinguishedNameQualifier = "2.5.4.46";

    /// <summary>The last value of the attribute, or null.</summary>
    public static string? Of(X509Certificate2 certificate, string oid) => certificate.SubjectName.EnumerateRelativeDistinguishedNames(reversed: false)
        .Where(name => !name.HasMultipleElements && name.GetSingleElementType().Value == oid)
        .Select(name => name.GetSingleElementValue())
        .LastOrDefault();
}
