using System.Globalization;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Tests.Cli;

namespace Dukou.Server.Tests.Faults;

/// <summary>
/// The built program is killed under load (SIGKILL) and started again: what it has promised is there. Rounds: 5, with <c>DUKOU_FULL=1</c>
/// 50, or as many as <c>DUKOU_KILL_ROUNDS</c> says; <c>DUKOU_KILL_SEED</c> repeats the moments of a run that failed.
/// </summary>
public sealed class KillTests : IDisposable
{
    const string Sleeper = "sleeper", Listener = "listener";
    const int MessagesPerRound = 10;

    readonly TemporaryFolder _folder = new();
    readonly LoadedDevice[] _devices = [.. Enumerable.Range(1, 4).Select(i => new LoadedDevice($"device{i}"))];

    static int Rounds => Number("DUKOU_KILL_ROUNDS") ?? (Environment.GetEnvironmentVariable("DUKOU_FULL") == "1" ? 50 : 5);

    string Data => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_kill_under_load_loses_no_acknowledged_report_and_no_queued_message()
    {
        var seed = Number("DUKOU_KILL_SEED") ?? Random.Shared.Next();
        var random = new Random(seed);
        var program = await RunningProgram.StartAsync(Data);
        try
        {
            await program.AddDevicesAsync([.. _devices.Select(device => device.DeviceId), Sleeper, Listener]);
            for (var round = 1; round <= Rounds; round++)
            {
                var queued = await LoadAndKillAsync(program, round, TimeSpan.FromMilliseconds(random.Next(50, 1500)));
                await program.DisposeAsync();
                program = await RunningProgram.StartAsync(Data);
                await CheckReportsAsync(program);
                await CheckMessagesAsync(program, queued);
            }
        }
        catch (Exception failure)
        {
            throw new Xunit.Sdk.XunitException($"DUKOU_KILL_SEED={seed.ToString(CultureInfo.InvariantCulture)}: {failure.Message}", failure);
        }
        finally
        {
            await program.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_backup_taken_under_load_restores_every_report_that_was_acknowledged_before_it_began()
    {
        var (file, elsewhere) = (Path.Combine(_folder.Path, "all.backup"), Path.Combine(_folder.Path, "elsewhere"));
        int[] before;
        await using (var program = await RunningProgram.StartAsync(Data))
        {
            await program.AddDevicesAsync(_devices.Select(device => device.DeviceId));
            var load = LoadAsync(program);
            await Eventually.BecomesTrueAsync(() => _devices.All(device => device.Acknowledged > 500));
            before = [.. _devices.Select(device => device.Acknowledged)];
            var backup = await CliProcess.RunAsync("backup", file, "--data", Data);
            Assert.True(backup.Status == 0, backup.Error);
            // It went on meanwhile.
            Assert.All(_devices.Zip(before), device => Assert.True(device.First.Acknowledged > device.Second));
            await program.KillAsync();
            await load;
        }
        var restore = await CliProcess.RunAsync("restore", file, "--data", elsewhere);
        Assert.True(restore.Status == 0, restore.Error);

        await using var restored = await RunningProgram.StartAsync(elsewhere);
        foreach (var (device, acknowledged) in _devices.Zip(before))
        {
            var stored = await restored.HistoryAsync(device.DeviceId, 1);
            Assert.InRange(stored.Count, acknowledged, device.Sent);
            Assert.Equal(Enumerable.Range(1, stored.Count), stored);
            Assert.Equal(stored.Count, await restored.ShadowAsync(device.DeviceId));
            await using var wire = await restored.ConnectAsync(device.DeviceId);
            await wire.PingAsync();
        }
    }

    Task LoadAsync(RunningProgram program) => Task.WhenAll(_devices.Select(device => device.StartAsync(program)));

    /// <summary>Lets devices report and applications queue messages, kills the program, and returns which messages were accepted, by device.</summary>
    async Task<Dictionary<string, List<string>>> LoadAndKillAsync(RunningProgram program, int round, TimeSpan moment)
    {
        // It hears messages at QoS 1 and acknowledges none: they are on their way when the process ends.
        await using var listener = await program.ConnectAsync(Listener);
        await listener.SubscribeAsync(Down(Listener), QualityOfService.AtLeastOnce);
        var load = LoadAsync(program);
        string[] addressed = [Sleeper, Listener];
        var queueing = addressed.Select(device => QueueAsync(program, device, round)).ToList();
        await Eventually.BecomesTrueAsync(() => _devices.All(device => device.Acknowledged >= device.First));
        await Task.Delay(moment, TestContext.Current.CancellationToken);
        await program.KillAsync();
        await load;
        return addressed.Zip(await Task.WhenAll(queueing)).ToDictionary(device => device.First, device => device.Second);
    }

    /// <summary>Sends messages until the program is gone, and returns those that REST has accepted.</summary>
    static async Task<List<string>> QueueAsync(RunningProgram program, string deviceId, int round)
    {
        var accepted = new List<string>();
        try
        {
            for (var i = 0; i < MessagesPerRound; i++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"r{round}m{i}");
                await program.PostAsync($"devices/{deviceId}/messages", $$"""{"message_id":"{{id}}","message":"{{id}}","payload_format":"raw"}""");
                accepted.Add(id);
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            // Killed: whether the last one was stored, nobody has promised.
        }
        return accepted;
    }

    async Task CheckReportsAsync(RunningProgram program)
    {
        foreach (var device in _devices)
        {
            var stored = await program.HistoryAsync(device.DeviceId, device.First);
            // Nothing twice, nothing out of order, no gap; all that was acknowledged, and nothing that was not sent.
            Assert.Equal(Enumerable.Range(device.First, stored.Count), stored);
            Assert.InRange(device.First + stored.Count - 1, device.Acknowledged, device.Sent);
            Assert.Equal(stored[^1], await program.ShadowAsync(device.DeviceId));
            Assert.Equal("OFFLINE", (string?)(await program.ShowAsync(device.DeviceId))["status"]);
        }
    }

    static async Task CheckMessagesAsync(RunningProgram program, Dictionary<string, List<string>> queued)
    {
        foreach (var (deviceId, accepted) in queued)
        {
            foreach (var id in accepted)
                Assert.Equal("PENDING", await StatusAsync(program, deviceId, id));
            await using var wire = await program.ConnectAsync(deviceId);
            await wire.SendAsync(output => new SubscribePacket { PacketId = 7, Subscriptions = [new(Down(deviceId), QualityOfService.AtLeastOnce)] }.Write(output, wire.Version));
            var missing = accepted.ToHashSet();
            while (missing.Count > 0)
                if (await wire.ReadAsync() is { Type: PacketType.Publish } packet)
                    missing.Remove(await TakeAsync(wire, packet));
            await Eventually.BecomesTrueAsync(async () =>
            {
                foreach (var id in accepted)
                    if (await StatusAsync(program, deviceId, id) != "DELIVERED")
                        return false;
                return true;
            });
        }
    }

    /// <summary>Acknowledges a message where it came at QoS 1, and returns its text.</summary>
    static async Task<string> TakeAsync(WireClient wire, WirePacket packet)
    {
        var publish = WirePublish.Of(PublishPacket.Read(packet.Packet, wire.Version));
        if (publish.QoS == QualityOfService.AtLeastOnce)
            await wire.SendAsync(output => PubAckPacket.Write(output, publish.PacketId, ReasonCode.Success, null, wire.Version));
        return publish.Payload;
    }

    static async Task<string> StatusAsync(RunningProgram program, string deviceId, string messageId) =>
        (string)(await program.ShowAsync(deviceId, "/messages/" + messageId))["status"]!;

    static string Down(string deviceId) => $"$oc/devices/{deviceId}/sys/messages/down";

    static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
