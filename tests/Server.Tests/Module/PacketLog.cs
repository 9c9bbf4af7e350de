using System.Text;
using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Module;

/// <summary>What one module's packet file says about its reports: the values of <c>n</c> that it sent with QoS 1 and those that were acknowledged.</summary>
sealed record PacketLog(List<string> Sent, List<string> Acknowledged)
{
    public static PacketLog Read(string file)
    {
        var log = new PacketLog([], []);
        var waiting = new Dictionary<int, string>();
        foreach (var line in File.ReadLines(file))
            if (line.Split(' ') is [_, var direction, { Length: > 0 } hex])
                log.Take(direction, Convert.FromHexString(hex), waiting);
        return log;
    }

    void Take(string direction, byte[] packet, Dictionary<int, string> waiting)
    {
        // A new connection: what was not acknowledged on the old one never will be.
        if (packet[0] == 0x10)
            waiting.Clear();
        if (direction == "<" && packet[0] == 0x40 && waiting.Remove(packet[2] << 8 | packet[3], out var acknowledged))
            Acknowledged.Add(acknowledged);
        if (direction != ">" || packet[0] != 0x32)
            return;
        // 32 | remaining length | topic | packet id | payload
        var topic = Array.FindIndex(packet, 1, digit => digit < 0x80) + 1;
        var id = topic + 2 + (packet[topic] << 8 | packet[topic + 1]);
        var value = JsonNode.Parse(Encoding.UTF8.GetString(packet.AsSpan(id + 2)))!["services"]![0]!["properties"]!["n"]!.ToString();
        Sent.Add(value);
        waiting[packet[id] << 8 | packet[id + 1]] = value;
    }
}
