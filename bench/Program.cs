using System.Globalization;
using Dukou.Bench.Load;
using Dukou.Bench.Micro;
using Dukou.Bench.Peers;

namespace Dukou.Bench;

/// <summary>
/// What is measured, and how: <c>micro</c> times parts in this process, <c>load</c> drives a server of any make from a process of its
/// own and prints one line of JSON, <c>seed</c> writes the devices that <c>load</c> plays, <c>mqttnet</c> is a server to compare with.
/// </summary>
static class Program
{
    const string Usage = """
        usage: micro [BenchmarkDotNet options]
               load ingest|storm|idle|command|query|mixed --mqtt HOST:PORT [options, see LoadOptions]
               seed --devices N
               mqttnet --port N
        """;

    static async Task<int> Main(string[] args)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        // Read once, when the first socket is made: completions run on the polling threads, so the load costs little CPU of its own.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        try
        {
            switch (args)
            {
                case ["micro", .. var rest]:
                    return MicroRun.Run(rest);
                case ["load", var mode, .. var rest]:
                    await LoadRun.RunAsync(mode, new Arguments(rest).Load(), Console.Out);
                    return 0;
                case ["seed", .. var rest]:
                    await SeedFile.WriteAsync(Console.OpenStandardOutput(), new Arguments(rest).Seed());
                    return 0;
                case ["mqttnet", .. var rest]:
                    await MqttNetPeer.RunAsync(new Arguments(rest).Port());
                    return 0;
            }
            await Console.Error.WriteLineAsync(Usage);
        }
        catch (ArgumentException mistake)
        {
            await Console.Error.WriteLineAsync(mistake.Message + Environment.NewLine + Usage);
        }
        return 2;
    }
}
