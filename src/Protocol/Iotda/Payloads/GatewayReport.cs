using System.Runtime.InteropServices;
using System.Text.Json;

namespace Dukou.Protocol.Iotda.Payloads;

/// <summary>A gateway's report for its children (D:3006), split into one report per child.</summary>
/// <param name="Devices">At most <see cref="DevicesMax"/>, in the order sent.</param>
public sealed record GatewayReport(IReadOnlyList<ChildReport> Devices)
{
    /// <summary>Most children in one report over MQTT (D:3006).</summary>
    public const int DevicesMax = 100;

    /// <summary>Reads the batch. An entry that is no object with a <c>device_id</c>, or one entry too many, makes the whole malformed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out GatewayReport report, out PayloadMistake mistake)
    {
        report = null!;
        if (!JsonText.TryParseObject(payload, out var root, out mistake))
            return false;
        var devices = new List<ChildReport>();
        if (root.Member("devices") is not { ValueKind: JsonValueKind.Array } array)
            mistake = new(0, "a gateway's report has an array `devices`");
        else if (array.GetArrayLength() > DevicesMax)
            mistake = new(0, $"`devices` has {array.GetArrayLength()} entries; at most {DevicesMax} are allowed");
        else
            foreach (var device in array.EnumerateArray())
            {
                if (device.ValueKind == JsonValueKind.Object && device.Text("device_id") is { } deviceId)
                    devices.Add(new(deviceId, JsonMarshal.GetRawUtf8Value(device).ToArray()));
                else
                    mistake = new(0, $"entry {devices.Count} of `devices` has no `device_id`");
                if (mistake.Sentence is not null)
                    break;
            }

        report = new(devices);
        return mistake.Sentence is null;
    }
}

/// <summary>The report of one child.</summary>
/// <param name="DeviceId">The child.</param>
/// <param name="Json">Its entry, an object with <c>services</c>: what <see cref="PropertyReport"/> judges.</param>
public sealed record ChildReport(string DeviceId, ReadOnlyMemory<byte> Json);
