using System.Text;
using Dukou.Cli;
using Dukou.Cli.Module;

namespace Dukou.Server.Tests.Module;

/// <summary>
/// The script of the QuecPython tutorial, byte for byte. Its text belongs to its author and is no part of this repository, so
/// the test needs a copy: <c>DUKOU_TUTORIAL</c> names the tutorial's Markdown file.
/// </summary>
public sealed class TutorialTests
{
    const string Device = "5fbbb784b4ec2202e982e643_868540050954037";

    [Theory]
    [InlineData("cpython")]
    [InlineData("micropython")]
    public async Task The_tutorials_script_connects_reports_and_answers_a_command(string runtime)
    {
        await using var peer = new ScriptedPeer();
        await using var run = await ModuleRun.StartAsync(new ModuleSettings
        {
            Script = await ScriptAsync(),
            Runtime = await Runtimes.FindAsync(runtime),
            Imei = "868540050954037",
            Server = peer.Address,
        });
        await peer.AcceptAsync($"10 AF 01 00 04 'MQTT' 04 C2 00 1E 00 37 '{Device}_0_0_2022010507' 00 28 '{Device}' 00 40 '60cc88f72fb885ed7cfc0140417dd79633e26a4a0cc00572cb6a118cde54cb36'");
        await peer.AcceptConnectionAsync();
        await peer.ExpectAsync($"82 48 00 01 00 43 '$oc/devices/{Device}/sys/commands/#' 00");
        await peer.SendAsync("90 03 00 01 00");
        var report = Encoding.UTF8.GetString(await peer.ReadAsync());
        Assert.Contains($"$oc/devices/{Device}/sys/properties/report{{", report, StringComparison.Ordinal);
        await run.ExpectLineAsync("Waiting command");

        await peer.PublishAsync($"$oc/devices/{Device}/sys/commands/request_id=1a2b", """{"paras":{}}""");
        var answer = Encoding.UTF8.GetString(await peer.ReadAsync());
        Assert.Contains($"$oc/devices/{Device}/sys/commands/response/request_id=1a2b{{", answer, StringComparison.Ordinal);
        await peer.ExpectAsync("E0 00");
        await run.SucceedAsync();
        Assert.Contains($"[module] a15fbbd7ce.iot-mqtts.cn-north-4.myhuaweicloud.com:1883 is replaced by {peer.Address} (DUKOU_MODULE_SERVER)", run.Errors);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task The_tutorials_script_reports_to_a_platform_and_answers_its_command(string host)
    {
        var script = await ScriptAsync();
        await using var platform = await TestPlatform.StartAsync();
        var tutorial = TutorialDevice.Published();
        Assert.Equal(Device, tutorial.DeviceId);
        await tutorial.RegisterAsync(platform.Client, TestContext.Current.CancellationToken);
        await using var run = await ModuleRun.StartAsync(new ModuleSettings
        {
            Script = script,
            Runtime = await Runtimes.FindAsync("cpython"),
            Imei = TutorialDevice.PublishedImei,
            Server = $"{host}:{platform.Platform.Listeners.Mqtt!.Port}",
        });
        await run.ExpectLineAsync("Waiting command");
        await Eventually.BecomesTrueAsync(async () =>
            (string?)(await platform.GetAsync($"{platform.V5}devices/{Device}/shadow"))["shadow"]!.AsArray().FirstOrDefault()?["reported"]!["properties"]!["state"] == "T:15c,  H: 85% ");

        var answer = await platform.Client.CreateCommandAsync(Device, tutorial.Command, TestContext.Current.CancellationToken);

        Assert.Equal("""{"result_code":0}""", answer.Response!.ToJsonString());
        await run.SucceedAsync();
        Assert.DoesNotContain("except", run.Output);
    }

    /// <summary>The second python block.</summary>
    static async Task<byte[]> ScriptAsync()
    {
        var file = Environment.GetEnvironmentVariable("DUKOU_TUTORIAL") ?? Repository.PathOf("..", "shared", "reference", "tutorial.md");
        if (!File.Exists(file))
            Assert.Skip($"There is no copy of the QuecPython tutorial at {file}; set DUKOU_TUTORIAL to the path of its Markdown file.");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        const string Fence = "```python\n";
        var start = text.IndexOf(Fence, text.IndexOf(Fence, StringComparison.Ordinal) + 1, StringComparison.Ordinal) + Fence.Length;
        return Encoding.UTF8.GetBytes(text[start..text.IndexOf("```", start, StringComparison.Ordinal)]);
    }
}
