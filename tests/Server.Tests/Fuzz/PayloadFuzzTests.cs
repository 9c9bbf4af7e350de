using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Events;
using Dukou.Server.Pipeline;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Provisioning;

namespace Dukou.Server.Tests.Fuzz;

/// <summary>It measures the memory of the process, so it runs alone.</summary>
[CollectionDefinition(nameof(PayloadFuzzTests), DisableParallelization = true)]
public sealed class PayloadFuzzCollection;

/// <summary>
/// What devices send, changed at random, against a started platform: every payload is taken or refused with a reason that is traced, nobody's
/// connection breaks, nothing is logged as an error, and memory stays. 2 s for each test, always the same payloads; in <c>./check --full</c> 60 s
/// and others each time. <c>DUKOU_FUZZ_SECONDS</c> says how long, and <c>DUKOU_FUZZ_SEED</c> repeats a run.
/// </summary>
[Collection(nameof(PayloadFuzzTests))]
public sealed class PayloadFuzzTests
{
    const int BatchSize = 50;
    const long GrowthBytesMax = 256L * 1024 * 1024;

    static readonly bool Full = Environment.GetEnvironmentVariable("DUKOU_FULL") == "1";
    static readonly int Seconds = Number("DUKOU_FUZZ_SECONDS") ?? (Full ? 60 : 2);

    readonly int _seed = Number("DUKOU_FUZZ_SEED") ?? (Full ? Random.Shared.Next() : 20260102);
    readonly Random _random;
    readonly Mutator _mutator;

    public PayloadFuzzTests()
    {
        _random = new Random(_seed);
        _mutator = new Mutator(_random);
        TestContext.Current.TestOutputHelper?.WriteLine(Seed);
    }

    string Seed => string.Create(CultureInfo.InvariantCulture, $"DUKOU_FUZZ_SEED={_seed}");

    [Fact]
    public async Task Every_payload_over_MQTT_is_taken_or_refused_with_a_trace()
    {
        var (platform, gatewayId) = await Lamp.StartAsync(Unlimited);
        await using var _ = platform;
        var productId = (string)(await platform.GetAsync(platform.V5 + "devices/" + gatewayId))["product_id"]!;
        var child = (string)(await platform.PostAsync(platform.V5 + "devices", $$"""{"node_id":"child","product_id":"{{productId}}","gateway_id":"{{gatewayId}}"}"""))["device_id"]!;
        // A service that is new has its payload here, too.
        Assert.Empty(EventServices.All.SelectMany(found => found.Service.EventTypes.Select(type => (found.Service.ServiceId, type))).Except(FuzzTargets.Events.Keys));
        var targets = FuzzTargets.Topics.SelectMany(target => target.Seeds.Select(seed => (target.Topic, Seed: seed)))
            .Concat(FuzzTargets.Events.Select(found => (Topic: "sys/events/up", Seed:
                $$"""{"object_device_id":null,"services":[{"service_id":"{{found.Key.ServiceId}}","event_type":"{{found.Key.EventType}}","event_id":"e1","event_time":"20260102T030405Z","paras":{{found.Value}}}]}""")))
            .Select(target => (Topic: Named(target.Topic), Seed: Named(target.Seed)))
            .ToList();
        string Named(string text) =>
            text.Replace("CHILD", child, StringComparison.Ordinal).Replace("PRODUCT", productId, StringComparison.Ordinal).Replace("GATEWAY", gatewayId, StringComparison.Ordinal);
        await using (var gateway = await platform.ConnectDeviceAsync(gatewayId, new WireConnect { Version = ProtocolVersion.V500 }))
        {
            await ForAWhileAsync(async () =>
            {
                var payloads = Enumerable.Range(0, BatchSize).Select(_ => Next(targets)).ToList();
                var refused = await PublishAsync(gateway, gatewayId, payloads);
                // Of a gateway's report that is stored in part the rest is traced as refused; the publish is taken.
                var traced = platform.TakeTraces().Count(entry => entry is { Kind: TraceKind.Uplink, Outcome: TraceOutcome.Refused, Because.Code: not "gateway.partly_stored" });
                if (refused != traced)
                    Assert.Fail($"{refused} were refused, {traced} of them traced:\n{string.Join('\n', payloads.Select(payload => $"{payload.Topic} {TraceEntry.ExcerptOf(payload.Payload)}"))}");
            });
            Assert.Equal(ReasonCode.Success, (await gateway.PublishAckedAsync(Lamp.Report(gatewayId), Lamp.Level)).Reason);
        }
        await platform.RestartAsync();
        Assert.Equal(7, await LevelAsync(platform, gatewayId));
    }

    [Fact]
    public async Task Every_payload_of_a_bootstrap_is_answered_or_refused()
    {
        await using var pumps = await Pumps.StartAsync(configure: Unlimited);
        var number = 0;
        await ForAWhileAsync(async () =>
        {
            var deviceId = string.Create(CultureInfo.InvariantCulture, $"{Pumps.Product}_{number++}");
            await using var device = await pumps.Platform.ConnectRawAsync();
            await device.ConnectDeviceAsync(deviceId, pumps.ByGroup(deviceId) with { Version = ProtocolVersion.V500 });
            var payload = _mutator.Mutate("""{"baseStrategyKeyword":"a","deviceName":"b","extension":{"c":1}}""");
            await device.PublishAsync(Pumps.Up(deviceId), payload, 1);
            var answer = await device.ReadAsync();
            AssertTraced(pumps.Platform, answer.Type == PacketType.PubAck, "sys/bootstrap/up", payload);
            if (answer.Type == PacketType.PubAck)
            {
                var ack = PubAckPacket.Read(answer.Packet, device.Version);
                Assert.True(ack is { Reason: not ReasonCode.Success, ReasonString.Length: > 0 }, "It was taken and not answered.");
                return;
            }
            var body = JsonNode.Parse(WirePublish.Of(PublishPacket.Read(answer.Packet, device.Version)).Payload)!;
            Assert.True(body["errorCode"] is not null || body["address"] is not null, body.ToJsonString());
        });
    }

    [Fact]
    public async Task Every_request_of_the_HTTPS_device_API_is_answered_by_its_form()
    {
        await using var lamp = await HttpDevices.Reporter.StartAsync(Unlimited);
        var token = await lamp.AuthenticateAsync();
        var stamp = Protocol.Iotda.SecretStamp.Of(lamp.Platform.Clock.GetUtcNow()).ToString();
        var proof = $$"""{"device_id":"{{lamp.DeviceId}}","sign_type":0,"timestamp":"{{stamp}}","password":"{{Protocol.Iotda.DevicePassword.Compute("12345678", stamp)}}"}""";
        await ForAWhileAsync(async () =>
        {
            var (topic, seed) = FuzzTargets.Topics[_random.Next(3)] is var target && _random.Next(4) == 0 ? ("device-auth", proof) : (target.Topic, target.Seeds[_random.Next(target.Seeds.Length)]);
            using var request = new HttpRequestMessage(HttpMethod.Post, topic == "device-auth" ? "/v5/device-auth" : $"/v5/devices/{lamp.DeviceId}/{topic}");
            var payload = _mutator.Mutate(seed);
            request.Content = new ByteArrayContent(payload);
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.Add("access_token", token);
            using var answer = await lamp.Platform.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode < HttpStatusCode.InternalServerError, $"{Seed}: {topic} {(int)answer.StatusCode} {text}");
            AssertTraced(lamp.Platform, !answer.IsSuccessStatusCode, topic, payload);
            if (!answer.IsSuccessStatusCode)
                Assert.StartsWith("IOTDA.", (string?)JsonNode.Parse(text)!["error_code"], StringComparison.Ordinal);
        });
        // Wrong proofs were slowed down.
        lamp.Platform.Clock.Advance(TimeSpan.FromMinutes(6));
        await lamp.ReportAsync(await lamp.AuthenticateAsync(), 7);
        Assert.Equal(7, await LevelAsync(lamp.Platform, lamp.DeviceId));
    }

    /// <summary>What was refused is traced once, what was taken is not.</summary>
    static void AssertTraced(TestPlatform platform, bool refused, string topic, byte[] payload)
    {
        // Of a gateway's report that is stored in part the rest is traced as refused; the report is taken.
        var traced = platform.TakeTraces().Where(entry => entry is { Outcome: TraceOutcome.Refused, Because.Code: not "gateway.partly_stored" }).Select(entry => entry.Because.Code).ToList();
        Assert.True(traced.Count == (refused ? 1 : 0), $"{(refused ? "Refused" : "Taken")}, and traced as [{string.Join(", ", traced)}]: {topic} {TraceEntry.ExcerptOf(payload)}");
    }

    static async Task<int> LevelAsync(TestPlatform platform, string deviceId) =>
        (int)(await platform.GetAsync($"{platform.V5}devices/{deviceId}/shadow"))["shadow"]!.AsArray().Single(service => (string?)service!["service_id"] == "Lamp")!["reported"]!["properties"]!["level"]!;

    (string Topic, byte[] Payload) Next(List<(string Topic, string Seed)> targets)
    {
        var (topic, seed) = targets[_random.Next(targets.Count)];
        var payload = _mutator.Mutate(seed);
        return topic is "sys/properties/report" or "sys/messages/up" && _random.Next(5) == 0 ? (topic + "?encoding=gzip", Compressed(payload)) : (topic, payload);
    }

    byte[] Compressed(byte[] payload)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(payload);
        var bytes = packed.ToArray();
        // Nothing packed is nothing.
        if (bytes.Length > 0 && _random.Next(2) == 0)
            bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
        return bytes;
    }

    /// <summary>Publishes them all at once at QoS 1 and reads what comes until each has its acknowledgement; how many were refused.</summary>
    static async Task<int> PublishAsync(WireClient gateway, string gatewayId, List<(string Topic, byte[] Payload)> payloads)
    {
        foreach (var (i, (topic, payload)) in payloads.Index())
            await gateway.PublishAsync(topic.StartsWith('$') ? topic : $"$oc/devices/{gatewayId}/{topic}", payload, (ushort)(i + 1));
        var refused = 0;
        for (ushort id = 1; id <= payloads.Count;)
        {
            var packet = await gateway.ReadAsync();
            if (packet.Type != PacketType.PubAck)
                continue;
            var ack = PubAckPacket.Read(packet.Packet, gateway.Version);
            Assert.Equal(id++, ack.PacketId);
            refused += ack.Reason == ReasonCode.Success ? 0 : 1;
            Assert.True(ack.Reason == ReasonCode.Success || ack.ReasonString is { Length: > 0 });
        }
        return refused;
    }

    async Task ForAWhileAsync(Func<Task> round)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await round();
            // After the first round everything has its size.
            var before = GC.GetTotalMemory(forceFullCollection: true);
            while (Stopwatch.GetElapsedTime(started).TotalSeconds < Seconds)
                await round();
            Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, GrowthBytesMax);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new Xunit.Sdk.XunitException($"{Seed}: {failure.Message}", failure);
        }
    }

    // The history's buffer is small, so that what grows without a bound isn't taken for it.
    static ServerOptions Unlimited(ServerOptions options) =>
        options.With(limits => limits with { MessagesPerSecond = 0, BytesPerSecond = 0, DeviceToDevice = 1 }) with
        {
            Traces = new() { PerDevicePerSecondMax = 1_000_000, PerDeviceMax = 100_000 },
            History = new() { BufferBytesMax = 16 * 1024 * 1024 },
        };

    static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
