using System.Text;

namespace Dukou.Server.DevicePolicies;

/// <summary>
/// The pattern of a policy's resource (U:iot_01_1114): <c>*</c> is any run of characters, <c>?</c> exactly one. MQTT's own wildcards are
/// ordinary characters, so that a filter is compared as it is written.
/// </summary>
static class PolicyPattern
{
    public const string DeviceIdVariable = "${devices.deviceId}";

    /// <summary>The pattern for one device.</summary>
    public static byte[] For(string pattern, string deviceId) => Encoding.UTF8.GetBytes(pattern.Replace(DeviceIdVariable, deviceId, StringComparison.Ordinal));

    /// <summary>False when there is a <c>${…}</c> that stands for nothing.</summary>
    public static bool KnowsVariables(string pattern) => !pattern.Replace(DeviceIdVariable, "", StringComparison.Ordinal).Contains("${", StringComparison.Ordinal);

    // Greedy with one way back: after a mismatch the last * takes one byte more.
    public static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        var (p, t) = (0, 0);
        var (star, resume) = (-1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
                (star, resume) = (p++, t);
            else if (p < pattern.Length && pattern[p] == '?')
            {
                p++;
                t += CharacterLength(text[t..]);
            }
            else if (p < pattern.Length && pattern[p] == text[t])
                (p, t) = (p + 1, t + 1);
            else if (star >= 0)
                (p, t) = (star + 1, ++resume);
            else
                return false;
        }
        return pattern[p..].IndexOfAnyExcept((byte)'*') < 0;
    }

    // One character of UTF-8, which may have several bytes.
    static int CharacterLength(ReadOnlySpan<byte> text)
    {
        var length = 1;
        while (length < text.Length && (text[length] & 0xC0) == 0x80)
            length++;
        return length;
    }
}
