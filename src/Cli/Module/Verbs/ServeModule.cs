using System.CommandLine;
using System.Net;
using Dukou.Cli.Module.Ports;
using Dukou.Cli.Settings;
using Dukou.Server;

namespace Dukou.Cli.Module.Verbs;

/// <summary><c>dukou module serve</c>: a virtual module with an interactive port, for QPYcom, pyboard, a terminal, or the verbs of <c>dukou module</c>.</summary>
static class ServeModule
{
    public static Command Verb()
    {
        var pty = new Option<string?>("--pty") { Description = Phrase.Of("option.module.pty"), HelpName = "LINK" };
        var tcp = new Option<string?>("--tcp") { Description = Phrase.Of("option.module.tcp"), HelpName = "ADDR" };
        var flash = new Option<string?>("--usr") { Description = Phrase.Of("option.module.serve.usr"), HelpName = "DIR" };
        var verb = new Command("serve", Phrase.Of("verb.module.serve")) { pty, tcp, flash, ModuleOptions.Imei, ModuleOptions.Imsi, ModuleOptions.Server };
        SettingOptions.Add(verb, UpSettings.Place);
        verb.SetAction((parsed, cancellationToken) => Guard.RunAsync(
            parsed, stop => RunAsync(parsed, parsed.GetValue(pty), parsed.GetValue(tcp), parsed.GetValue(flash), stop), cancellationToken));
        return verb;
    }

    static async Task<int> RunAsync(ParseResult parsed, string? pty, string? tcp, string? flash, CancellationToken cancellationToken)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (pty is null == tcp is null)
            return Failure.Print(parsed.InvocationConfiguration.Error, [Phrase.Of("module.one-port")], Failure.Usage);
        var runtime = await ModuleRuntime.FindAsync(cancellationToken);
        if (runtime.IsMicroPython)
            throw new NoPythonException(Phrase.Of("module.serve-python", runtime.Description));
        var (server, tls) = await ModuleOptions.ServersAsync(parsed, required: false, cancellationToken);
        var settings = new ModuleSettings { Script = default, Imei = parsed.GetValue(ModuleOptions.Imei), Imsi = parsed.GetValue(ModuleOptions.Imsi), Server = server, TlsServer = tls };
        using var folder = ModuleFolder.Open(null, flash ?? Path.Combine(DefaultFolder.Path + "-module", "usr"));
        await using IModulePort port = pty is null ? new TcpModulePort(Address(tcp!)) : Pty(pty); // One of the two is there.
        output.WriteLine(Phrase.Of("module.serving", port.Name, runtime.Description, folder.Flash, server ?? Phrase.Of("module.own-server")));
        await output.FlushAsync(cancellationToken);
        using var served = new ServedModule(settings, runtime, folder, port, parsed.InvocationConfiguration.Error);
        await served.RunAsync(cancellationToken);
        return 0;
    }

    static PtyModulePort Pty(string link) => OperatingSystem.IsWindows() ? throw new PlatformStartException([Phrase.Of("module.pty-windows")]) : new PtyModulePort(link);

    static IPEndPoint Address(string text) =>
        !IPEndPoint.TryParse(text, out var address) ? throw new PlatformStartException([Phrase.Of("settings.address", "--tcp", text)])
        // Who is attached runs code on this computer.
        : !IPAddress.IsLoopback(address.Address) ? throw new PlatformStartException([Phrase.Of("module.tcp-loopback", address)])
        : address;
}
