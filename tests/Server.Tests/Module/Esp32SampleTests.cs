using System.Text;
using Dukou.Cli.Module;

namespace Dukou.Server.Tests.Module;

/// <summary>The sample for an ESP32, its Wi-Fi and its MQTT client played by stand-ins, against a started platform.</summary>
public sealed class Esp32SampleTests
{
    [Fact]
    public async Task The_sample_connects_reports_and_answers_a_command()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { NoDemo = false });
        var demo = platform.Platform.FindDemo();
        var (host, port) = (platform.Platform.Listeners.Mqtt!.Address, platform.Platform.Listeners.Mqtt.Port);
        var text = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Repository.PathOf("samples", "esp32", "room.py"), TestContext.Current.CancellationToken))
            .Replace("\"192.0.2.7\", 1883", $"\"{host}\", {port}", StringComparison.Ordinal)
            .Replace("your_device_id", demo!.DeviceId, StringComparison.Ordinal)
            .Replace("your_device_secret", demo.Secret, StringComparison.Ordinal);
        var flash = Directory.CreateTempSubdirectory("dukou-esp32-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(Repository.PathOf("tests", "Server.Tests", "Module", "Esp32"), "*.py", SearchOption.AllDirectories))
            {
                var target = Path.Combine(flash.FullName, Path.GetRelativePath(Repository.PathOf("tests", "Server.Tests", "Module", "Esp32"), file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
            await using var run = await ModuleRun.StartAsync(new ModuleSettings { Script = Encoding.UTF8.GetBytes(text), Flash = flash.FullName });
            await run.ExpectLineAsync($"connected to {host}:{port}");

            var answer = await platform.PostAsync($"{platform.V5}devices/{demo.DeviceId}/commands", """{"service_id":"Environment","command_name":"SET_LIGHT","paras":{"on":"ON"}}""");

            Assert.Equal("light is ON", (string?)answer["response"]!["paras"]!["result"]);
            Assert.Equal(21.5m, (decimal)(await platform.GetAsync($"{platform.V5}devices/{demo.DeviceId}/shadow"))["shadow"]![0]!["reported"]!["properties"]!["temperature"]!);
        }
        finally
        {
            flash.Delete(recursive: true);
        }
    }
}
