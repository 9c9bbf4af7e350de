using System.Diagnostics;
using Dukou.ApplicationSdk.Models;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Tests.Cli;
using Dukou.Server.Tests.Module;

namespace Dukou.Server.Tests.Samples;

/// <summary>Each sample of an application against a platform with a room that answers.</summary>
public sealed class ApplicationSampleTests
{
    const string Report = """{"services":[{"service_id":"Environment","properties":{"temperature":21.5,"humidity":40}}]}""";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("python3", "application.py", "answer {'result_code': 0")]
    [InlineData("sh", "application.sh", "\"response\":{\"result_code\":0")]
    public async Task An_application_without_a_library_commands_and_reads(string interpreter, string sample, string answer) =>
        await CommandsAndReadsAsync([interpreter, Repository.PathOf("samples", sample)], answer);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_application_in_CSharp_commands_and_reads(bool fromSource) =>
        await CommandsAndReadsAsync(CSharp("application.cs", "ApplicationSample", fromSource), "answer {\"result_code\":0");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_room_in_CSharp_reports_and_obeys(bool fromSource)
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var room = await AddRoomAsync(platform);
        using var sample = Start(platform, [.. CSharp("room.cs", "RoomSample", fromSource), room, "12345678", platform.Mqtt()]);
        while (await sample.StandardOutput.ReadLineAsync(Cancelled) is { } line && line != "waiting for commands")
            Assert.DoesNotContain("error", line, StringComparison.OrdinalIgnoreCase);
        var answer = await platform.Client.CreateCommandAsync(room, new DeviceCommandRequest { ServiceId = "Environment", CommandName = "SET_LIGHT", Paras = System.Text.Json.Nodes.JsonNode.Parse("""{"on":"ON"}""")! }, Cancelled);
        Assert.Equal("light is ON", (string?)answer.Response!["paras"]!["result"]);
        Assert.Equal(21.5, (double?)(await platform.Client.ShowDeviceShadowAsync(room, Cancelled)).Shadow!.Single().Reported!.Properties!["temperature"]);
        sample.Kill(entireProcessTree: true);
        await sample.WaitForExitAsync(Cancelled);
    }

    /// <summary>The file as a person runs it, which builds it first, or built with everything else.</summary>
    static string[] CSharp(string file, string project, bool fromSource)
    {
        if (!fromSource)
            return ["dotnet", Path.Combine(AppContext.BaseDirectory, "..", "..", project, Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), $"Dukou.{project}.dll")];
        Slow.SkipUnlessAsked();
        return ["dotnet", "run", Repository.PathOf("samples", file)];
    }

    static async Task CommandsAndReadsAsync(string[] program, string answer)
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var room = await AddRoomAsync(platform);
        await using var device = await platform.ConnectDeviceAsync(room);
        await device.PublishAckedAsync($"$oc/devices/{room}/sys/properties/report", Report);
        using var sample = Start(platform, [.. program, room]);
        var (output, error) = (sample.StandardOutput.ReadToEndAsync(Cancelled), sample.StandardError.ReadToEndAsync(Cancelled));
        var ended = sample.WaitForExitAsync(Cancelled);
        var answering = AnswerAsync(device);
        // A sample that fails before it commands ends first; its words say why.
        await Task.WhenAny(ended, answering);
        await ended;
        Assert.True(sample.ExitCode == 0, await output + await error);
        Assert.Contains(answer, await output, StringComparison.Ordinal);
        Assert.Contains("21.5", await output, StringComparison.Ordinal);
    }

    static async Task AnswerAsync(WireClient device)
    {
        WirePacket? packet;
        do
            packet = await device.TryReadAsync();
        while (packet is not null && packet.Type != PacketType.Publish);
        if (packet is null)
            return;
        var command = WirePublish.Of(PublishPacket.Read(packet.Packet, device.Version));
        await device.PublishAsync(command.Topic.Replace("commands/", "commands/response/", StringComparison.Ordinal), """{"result_code":0,"response_name":"cmdResponses","paras":{"result":"light is ON"}}""");
    }

    static async Task<string> AddRoomAsync(TestPlatform platform)
    {
        var product = await platform.PostAsync(platform.V5 + "products", """
            {"name":"Room","device_type":"Room","protocol_type":"MQTT","data_format":"json","service_capabilities":[{"service_id":"Environment","service_type":"Environment",
              "properties":[{"property_name":"temperature","data_type":"decimal","method":"RE"},{"property_name":"humidity","data_type":"int","method":"RE"}],
              "commands":[{"command_name":"SET_LIGHT","paras":[{"para_name":"on","data_type":"string"}]}]}]}
            """);
        return await platform.AddDeviceAsync((string)product["product_id"]!, "room");
    }

    static Process Start(TestPlatform platform, string[] program)
    {
        var start = new ProcessStartInfo(program[0], program[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in platform.Keys())
            start.Environment[name] = value;
        start.Environment["DUKOU_API"] = platform.Platform.Http!.GetLeftPart(UriPartial.Authority);
        return Process.Start(start)!; // A new process each time.
    }
}
