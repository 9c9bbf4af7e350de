using Dukou.Server.Tests.Messages;

namespace Dukou.Server.Tests.Events;

public sealed class TimeSyncTests : EventServiceCompliance
{
    protected override string ServiceId => "$time_sync";

    protected override string EventType => "time_sync_request";

    protected override string Paras => """{"device_send_time":1767323000000}""";

    protected override string AnswerType => "time_sync_response";

    protected override IReadOnlyList<string> Malformed => ["{}", """{"device_send_time":"noon"}""", """{"device_send_time":null}""", "[]", "3"];

    [Theory]
    [InlineData("1767323000123")]
    [InlineData("\"1767323000123\"")]
    [ShowsTopic("$time_sync")]
    public async Task A_device_reads_the_platform_s_time_beside_its_own(string sent)
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        lamp.Platform.Clock.Advance(TimeSpan.FromMilliseconds(77));
        var now = lamp.Platform.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await device.SendEventAsync(lamp, "$time_sync", "time_sync_request", $$"""{"device_send_time":{{sent}}}""");
        Assert.Equal($$"""{"device_send_time":1767323000123,"server_recv_time":{{now}},"server_send_time":{{now}}}""", (await device.ReadEventAsync(lamp)).Paras.ToJsonString());
    }
}
