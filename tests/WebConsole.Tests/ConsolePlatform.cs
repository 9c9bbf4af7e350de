using Dukou.Cli;
using Dukou.Server;
using Dukou.Server.Tests;

namespace Dukou.WebConsole.Tests;

/// <summary>The platform with its console, as the command line starts it.</summary>
static class ConsolePlatform
{
    public static Task<TestPlatform> StartAsync(Func<ServerOptions, ServerOptions>? configure = null) => TestPlatform.StartAsync(configure, pages: new PlatformPages());
}
