using System.Collections.Frozen;
using System.Security.Cryptography.X509Certificates;

namespace Dukou.Server.Certificates;

/// <summary>The attributes of a certificate's subject by the names that templates give them (G:parameter_ref).</summary>
static class CertificateParameters
{
    const string Prefix = "iotda::certificate::";

    static readonly FrozenDictionary<string, string> Attributes = new Dictionary<string, string>
    {
        [Prefix + "country"] = Subjects.Country,
        [Prefix + "organization"] = Subjects.Organization,
        [Prefix + "organizational_unit"] = Subjects.OrganizationalUnit,
        [Prefix + "distinguished_name_qualifier"] = Subjects.DistinguishedNameQualifier,
        [Prefix + "state_name"] = Subjects.StateName,
        [Prefix + "common_name"] = Subjects.CommonName,
        [Prefix + "serial_number"] = Subjects.SerialNumber,
    }.ToFrozenDictionary();

    public static IEnumerable<string> Names => Attributes.Keys;

    public static bool IsKnown(string name) => Attributes.ContainsKey(name);

    /// <summary>The value, or null when the certificate's subject lacks the attribute.</summary>
    public static string? Of(X509Certificate2 certificate, string name) => Subjects.Of(certificate, Attributes[name]);
}
