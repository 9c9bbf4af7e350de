using System.Text;

namespace Dukou.Protocol.Tests.Mqtt.Cases;

/// <summary>
/// Bytes as a person reads them: each line holds hex bytes and texts in single quotes, then an optional note after a semicolon.
/// </summary>
static class WireBytes
{
    public static byte[] Parse(string annotated)
    {
        var bytes = new List<byte>();
        foreach (var line in annotated.Split('\n'))
        {
            var content = line.Split(';')[0];
            var parts = content.Split('\'');
            for (var i = 0; i < parts.Length; i++)
            {
                if (i % 2 == 1)
                    bytes.AddRange(Encoding.UTF8.GetBytes(parts[i]));
                else
                    bytes.AddRange(Convert.FromHexString(string.Concat(parts[i].Where(c => !char.IsWhiteSpace(c)))));
            }
        }

        return [.. bytes];
    }
}
