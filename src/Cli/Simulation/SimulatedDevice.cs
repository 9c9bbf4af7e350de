using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dukou.Cli.Wire;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;

namespace Dukou.Cli.Simulation;

/// <summary>One device: reports at its interval and acknowledges what comes down, until its reports are sent or it is told to stop.</summary>
sealed class SimulatedDevice(SimulationPlan plan, string deviceId, string secret, int index, SimulationCounts counts)
{
    static readonly TimeSpan Spread = TimeSpan.FromSeconds(1);

    // Devices differ, and each is the same in every run with the same seed.
    readonly Random _random = new(unchecked((plan.Seed * 7919) + index));
    SimulatedValues? _values;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _values = new SimulatedValues(plan.Model, _random);
        try
        {
            // Devices in the field do not come all at the same moment.
            await Task.Delay(Spread * _random.NextDouble(), cancellationToken);
            var (connection, answer) = await DeviceConnection.ConnectAsync(
                await DeviceConnection.DialAsync(plan.Broker, cancellationToken), deviceId, secret, TimeProvider.System.GetUtcNow(), cancellationToken);
            await using var _ = connection;
            if (answer.Reason != ReasonCode.Success)
            {
                counts.Refuse(Phrase.Of("simulate.refused", deviceId, answer.Reason));
                return;
            }
            counts.Connected();
            using var acknowledged = new SemaphoreSlim(0);
            connection.Acknowledged = _ => acknowledged.Release();
            await LiveAsync(connection, acknowledged, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop.
        }
        catch (Exception failure) when (failure is SocketException or IOException or AuthenticationException or MalformedPacketException)
        {
            counts.Refuse($"{deviceId}: {failure.Message}");
        }
    }

    async Task LiveAsync(DeviceConnection connection, SemaphoreSlim acknowledged, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] parts = [ReportAsync(connection, acknowledged, ended.Token), AnswerAsync(connection, ended.Token), PingAsync(connection, ended.Token)];
        var first = await Task.WhenAny(parts);
        await ended.CancelAsync();
        // Those that were only told to end say so; what ended the first is what counts.
        await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    async Task ReportAsync(DeviceConnection connection, SemaphoreSlim acknowledged, CancellationToken cancellationToken)
    {
        var topic = DeviceTopic.Format(DeviceTopicKind.PropertiesReport, deviceId);
        using var timer = new PeriodicTimer(plan.Interval);
        for (var sent = 0; plan.Reports is null || sent < plan.Reports; sent++)
        {
            _values!.Step(); // Set before the device lives.
            await connection.PublishAsync(topic, _values.Report(), (ushort)(sent % ushort.MaxValue + 1), cancellationToken);
            await acknowledged.WaitAsync(cancellationToken);
            counts.Reported();
            if (sent + 1 != plan.Reports)
                await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    async Task AnswerAsync(DeviceConnection connection, CancellationToken cancellationToken)
    {
        await foreach (var delivery in connection.ReadAsync(cancellationToken))
        {
            if (Answer(delivery) is { } answer)
                await connection.PublishAsync(answer.Topic, JsonSerializer.SerializeToUtf8Bytes(answer.Content, Machine.Json), 0, cancellationToken);
            else
                counts.Told();
        }
        if (!cancellationToken.IsCancellationRequested)
            throw new IOException(Phrase.Of("wire.closed"));
    }

    (string Topic, JsonObject Content)? Answer(Delivery delivery)
    {
        var requestId = delivery.Topic.Split("request_id=") is [_, var id] ? id : null;
        if (requestId is null || Parsed(delivery.Payload) is not { } asked)
            return null;
        var kind = System.Text.Encoding.UTF8.GetBytes(delivery.Topic) is var topic ? DeviceTopic.Parse(topic).Kind : DeviceTopicKind.Unknown;
        var (answerKind, content) = kind switch
        {
            DeviceTopicKind.Commands => (DeviceTopicKind.CommandsResponse, _values!.Obey(asked)), // Set before the device lives.
            DeviceTopicKind.PropertiesSet => (DeviceTopicKind.PropertiesSetResponse, _values!.Set(asked)),
            DeviceTopicKind.PropertiesGet => (DeviceTopicKind.PropertiesGetResponse, _values!.Get((string?)asked["service_id"])),
            _ => (DeviceTopicKind.Unknown, null),
        };
        if (content is null)
            return null;
        counts.Commanded();
        return (DeviceTopic.Format(answerKind, deviceId, requestId), content);
    }

    static JsonObject? Parsed(byte[] payload)
    {
        try
        {
            return JsonNode.Parse(payload) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static async Task PingAsync(DeviceConnection connection, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(DeviceConnection.PingEvery);
        while (await timer.WaitForNextTickAsync(cancellationToken))
            await connection.PingAsync(cancellationToken);
    }
}
