using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Iotda.Payloads;

namespace Dukou.Protocol.Tests.Iotda;

/// <summary>Whatever a peer sends, a reader gives its documented result.</summary>
public sealed class GarbageTests
{
    static readonly string[] Seeds =
    [
        """{"services":[{"service_id":"Pump","properties":{"rpm":1480,"bearingTemp":61.5,"running":true,"mode":"auto","label":"\u6c34\ud83d\ude00","tags":["a"],"config":{"a":{}}},"event_time":"20260102T030405Z"}]}""",
        """{"services":[{"properties":{"serviced":"20260102T030405Z","colour":"red","水压":1e1,"total":-9223372036854775808},"service_id":"Pump"},{"service_id":"$x","properties":{"\u0024":null}}]}""",
        """{"object_device_id":"c1","name":"diag","id":"5f0c","content":{"trace":"ok"},"result_code":"-1","paras":{"version":3}}""",
        """{"object_device_id":"d1","shadow":[{"service_id":"Pump","desired":{"properties":{"targetRpm":1500}},"version":7}],"devices":[{"device_id":"v1","services":[]}]}""",
        """{"services":[{"service_id":"$time_sync","event_type":"time_sync_request","event_id":"e1","paras":{"device_send_time":1}}]}""",
    ];

    static readonly byte[][] Splices = [.. new[] { "\\ud800", "\\", "\"", "{", "}", "[", "]", ",", ":", "null", "\0", "1e999", "-", "é", "\n" }.Select(Encoding.UTF8.GetBytes), [0xC3], [0xFF], [0xED, 0xA0, 0x80]];

    static readonly Gen<byte[]> Mutated =
        from seed in Gen.Int[0, Seeds.Length - 1]
        from edits in Gen.Select(Gen.Double[0, 1], Gen.Int[0, 3], Gen.Int[0, Splices.Length - 1], Gen.Byte).List[1, 4]
        select edits.Aggregate(Encoding.UTF8.GetBytes(Seeds[seed]), (bytes, edit) => Edit(bytes, (int)(edit.Item1 * bytes.Length), edit.Item2, Splices[edit.Item3], edit.Item4));

    [Fact]
    public void No_mutated_payload_throws() => Mutated.Sample(Feed, iter: 60_000);

    [Fact]
    public void No_random_bytes_throw() => Gen.Byte.Array[0, 60].Sample(Feed, iter: 20_000);

    [Fact]
    public void No_topic_throws() => Gen.Select(Gen.Int[0, DeviceTopicTests.FixedTopics.Count - 1], Gen.Double[0, 1], Gen.Int[0, 3], Gen.Byte).Sample((index, at, how, value) =>
    {
        var topic = Encoding.UTF8.GetBytes(DeviceTopicTests.FixedTopics.ElementAt(index).Data.Item1);
        topic = Edit(topic, (int)(at * topic.Length), how, [(byte)'/', (byte)'='], value);
        var parsed = DeviceTopic.Parse(topic);
        Assert.True(parsed.DeviceId.Length + parsed.RequestId.Length + parsed.Suffix.Length <= topic.Length);
    });

    [Fact]
    public void No_model_throws() => Gen.Select(Gen.Double[0, 1], Gen.Int[0, 3], Gen.Int[0, Splices.Length - 1], Gen.Byte).Sample((at, how, splice, value) =>
    {
        var json = Encoding.UTF8.GetBytes(Models.PumpJson);
        json = Edit(json, (int)(at * json.Length), how, Splices[splice], value);
        JsonElement element;
        try
        {
            element = JsonElement.Parse(json);
        }
        catch (JsonException)
        {
            return; // The API refuses such a body before the model sees it.
        }

        var isModel = ProductModel.TryParse(element, out var model, out var mistakes);
        Assert.Equal(isModel, mistakes.Count == 0);
        Assert.True(!isModel || ProductModel.Parse(model.Json.Span).Services.Count == model.Services.Count);
    }, iter: 20_000);

    static void Feed(byte[] payload)
    {
        var kept = new ArrayBufferWriter<byte>();
        var drops = new List<Misfit>();
        var result = PropertyReport.Validate(payload, Models.Pump, kept, drops);
        Assert.Equal(result.Verdict == ReportVerdict.Malformed, result.Mistake.Sentence is not null);
        Assert.Equal(result.Verdict == ReportVerdict.PartlyFits, kept.WrittenCount > 0);
        Assert.All(drops, drop => Assert.NotEmpty(drop.Sentence));
        if (result.Verdict == ReportVerdict.PartlyFits)
            Assert.Equal(new ReportResult(ReportVerdict.Fits, result.Kept, 0, default), PropertyReport.Validate(kept.WrittenSpan, Models.Pump, new ArrayBufferWriter<byte>()));
        if (result.Verdict is ReportVerdict.Fits or ReportVerdict.PartlyFits)
            Walk(result.Verdict == ReportVerdict.Fits ? payload : kept.WrittenSpan);

        SystemMessage.TryRead(payload, out var message);
        Command.TryRead(payload, out var command, out _);
        CommandResponse.TryRead(payload, out var response, out _);
        PropertiesSet.TryRead(payload, out var set, out _);
        PropertiesSetResponse.TryRead(payload, out var setResponse, out _);
        PropertiesGet.TryRead(payload, out var get, out _);
        PropertiesGetResponse.TryRead(payload, out var getResponse, out _);
        ShadowGet.TryRead(payload, out var shadowGet, out _);
        ShadowGetResponse.TryRead(payload, out var shadow, out _);
        EventEnvelope.TryRead(payload, out var envelope, out _);
        GatewayReport.TryRead(payload, out _, out _);
        foreach (var read in new IPayload?[] { message, command, response, set, setResponse, get, getResponse, shadowGet, shadow, envelope })
            Assert.True(read is null || JsonElement.Parse(read.ToUtf8()).ValueKind == JsonValueKind.Object);

        if (response is null)
            return;
        CommandParas.Validate(response.Json, "Pump", "SET_SPEED", Models.Pump);
        DesiredShadow.Validate(response.Json, "Pump", Models.Pump);
        PropertySet.Validate(response.Json.TryGetProperty("services", out var services) ? services : default, Models.Pump);
    }

    static void Walk(ReadOnlySpan<byte> report)
    {
        var entries = new ReportEntries(report);
        while (entries.MoveNext())
            Assert.False(entries.ServiceId.IsEmpty && entries.Properties.Length > 2 && Models.Pump.FindService(entries.ServiceId) is null);
    }

    static byte[] Edit(byte[] bytes, int at, int how, byte[] splice, byte value)
    {
        at = Math.Min(at, bytes.Length);
        var end = Math.Min(bytes.Length, at + 1 + (value % 8));
        return how switch
        {
            0 => [.. bytes.AsSpan(0, at), .. bytes.AsSpan(end)],
            1 => [.. bytes.AsSpan(0, at), .. splice, .. bytes.AsSpan(at)],
            2 => [.. bytes.AsSpan(0, at), value, .. bytes.AsSpan(Math.Min(bytes.Length, at + 1))],
            _ => [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at, end - at), .. bytes.AsSpan(at)],
        };
    }
}
