using System.Diagnostics;
using Dukou.Server.Tests.Cli;
using Dukou.Server.Tests.Module;

namespace Dukou.Server.Tests.Sdk;

/// <summary>The packages as others get them: packed into a folder, installed from there, used.</summary>
public sealed class PackageTests
{
    const string Program = """
        using Dukou.ApplicationSdk;

        var key = new AccessKeyCredentials(args[1], args[2], args[3], Region: "cn-north-4");
        using var client = new ApplicationClient(new Uri(args[0]), key);
        await foreach (var device in client.EnumerateDevicesAsync())
            Console.WriteLine(device.DeviceId);
        """;

    [Fact]
    public async Task A_program_that_knows_the_package_only_lists_devices()
    {
        Slow.SkipUnlessAsked();
        await using var platform = await RemoteVerbs.StartAsync();
        var device = await platform.AddDeviceAsync(await platform.AddProductAsync());
        using var folder = new TemporaryFolder();
        await PackAsync("src/ApplicationSdk", folder.Path);
        folder.File("app.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><RestorePackagesPath>packages</RestorePackagesPath></PropertyGroup>
              <ItemGroup><PackageReference Include="Dukou.ApplicationSdk" Version="*" /></ItemGroup>
            </Project>
            """);
        folder.File("Program.cs", Program);
        Source(folder);
        var output = await RunAsync(folder.Path, "dotnet", "run", "--", platform.Platform.Http!.ToString(), platform.Account.AccessKey, platform.Account.SecretKey, platform.ProjectId);
        Assert.Equal(device, output.Trim());
    }

    [Fact]
    public async Task The_tool_is_installed_from_a_folder_and_runs()
    {
        Slow.SkipUnlessAsked();
        await using var platform = await RemoteVerbs.StartAsync();
        await platform.AddProductAsync();
        using var folder = new TemporaryFolder();
        await PackAsync("src/Cli", folder.Path);
        Source(folder);
        await RunAsync(folder.Path, "dotnet", "tool", "install", "Dukou", "--tool-path", "tools", "--configfile", "nuget.config");
        var listed = await CliProcess.RunAsync(platform.At("product", "list"), platform.Keys(), Path.Combine(folder.Path, "tools", "dukou"));
        Assert.True(listed.Status == 0, listed.Error);
        Assert.Contains("lamp", listed.Output, StringComparison.Ordinal);
    }

    static Task<string> PackAsync(string project, string folder) =>
        RunAsync(Repository.PathOf(), "dotnet", "pack", project, "--configuration", "Release", "--output", folder, "--nologo", "-nodeReuse:false");

    // No other source: what is missing in the package would otherwise be fetched.
    static void Source(TemporaryFolder folder) =>
        folder.File("nuget.config", """<configuration><packageSources><clear /><add key="here" value="." /></packageSources></configuration>""");

    static async Task<string> RunAsync(string folder, params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!; // A new process.
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}\n{await output}{await error}");
        return await output;
    }
}
