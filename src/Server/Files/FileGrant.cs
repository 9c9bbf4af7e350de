using System.Buffers.Text;
using System.Text.Json;
using Dukou.Server.Accounts;
using Dukou.Server.Api;
using Dukou.Server.Gateway;
using Dukou.Server.Storage;

namespace Dukou.Server.Files;

/// <summary>What a signed address allows: one verb on one file of one device until a time.</summary>
/// <param name="Method">PUT or GET.</param>
/// <param name="DeviceId">The device.</param>
/// <param name="ObjectName">The file.</param>
/// <param name="ExpiryTime">Good until then.</param>
/// <param name="Size">With PUT: the only size that is taken; null for any.</param>
/// <param name="HashCode">With PUT: the only SHA-256 or MD5 that is taken, in hex; null for any.</param>
sealed record FileGrant(string Method, string DeviceId, string ObjectName, DateTimeOffset ExpiryTime, long? Size = null, string? HashCode = null);

/// <summary>
/// Makes and opens signed addresses. The signature is in the path, so that no header of the device matters: SDKs send
/// <c>Content-Type: text/plain</c> up and down (section 2.14). The address is the one that devices are told.
/// </summary>
sealed class FileUrls(Secrets secrets, AdvertisedEndpoints endpoints)
{
    const string Purpose = "file address";

    /// <param name="grant">What the address allows.</param>
    /// <param name="secure">Whoever gets it speaks TLS: HTTPS where it is on.</param>
    /// <exception cref="IotdaException">Every HTTP listener is off.</exception>
    public string Sign(FileGrant grant, bool secure = false)
    {
        var told = endpoints.Told;
        var root = (secure ? told.Https : null) ?? told.Api ?? throw Errors.Forbidden("Files need HTTP or HTTPS, and both are off.");
        var token = Base64Url.EncodeToString(secrets.Protect(Purpose, JsonSerializer.Serialize(grant, Json.Options)));
        return $"{root.ToString().TrimEnd('/')}{FileEndpoints.Root}{token}/{Uri.EscapeDataString(grant.ObjectName)}";
    }

    /// <summary>Null when it wasn't signed here.</summary>
    public FileGrant? Open(string token)
    {
        if (!Base64Url.IsValid(token))
            return null;
        try
        {
            return JsonSerializer.Deserialize<FileGrant>(secrets.Unprotect(Purpose, Base64Url.DecodeFromChars(token)), Json.Options);
        }
        // Not ours, or signed with keys that are gone.
        catch (StorageException)
        {
            return null;
        }
    }
}
