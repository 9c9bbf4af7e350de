using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dukou.Server.Api;

namespace Dukou.Server.Devices;

/// <summary>Rules of device members that several operations share (device-protocol 0.3 and 1.10).</summary>
static partial class DeviceFields
{
    /// <summary>Largest extension_info in bytes (device-protocol 2.12).</summary>
    public const int ExtensionInfoBytesMax = 1024;

    /// <summary>SHA-1 or SHA-256 in hex.</summary>
    [GeneratedRegex(@"^([a-fA-F0-9]{40}|[a-fA-F0-9]{64})\z")]
    private static partial Regex Fingerprints { get; }

    public static Check Secret(this Check check, string? secret, string path) => check.Text(secret, path, 32, Patterns.Id, min: 8);

    public static Check Fingerprint(this Check check, string? fingerprint, string path) =>
        check.That(fingerprint is null || Fingerprints.IsMatch(fingerprint), path, "must be the 40 or 64 hexadecimal digits of a SHA-1 or SHA-256 fingerprint");

    public static Check Timeout(this Check check, long? timeout) => check.Range(timeout, "auth_info.timeout", 0, int.MaxValue);

    public static Check ExtensionInfo(this Check check, JsonElement? extensionInfo) => check.That(
        extensionInfo is null || JsonMarshal.GetRawUtf8Value(extensionInfo.Value).Length <= ExtensionInfoBytesMax, "extension_info", $"must have at most {ExtensionInfoBytesMax} bytes");

    /// <summary>PRIMARY unless SECONDARY is asked for.</summary>
    public static Check WhichOfTwo(this Check check, string? type, string path) => check.OneOf(type, path, "PRIMARY", "SECONDARY");
}
