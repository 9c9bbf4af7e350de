using System.CommandLine;
using Dukou.Cli.Module.Serial;

namespace Dukou.Cli.Module.Verbs;

/// <summary><c>dukou module ports</c>: the serial ports of this computer, the interactive port of a module marked.</summary>
static class ListPorts
{
    public static Command Verb()
    {
        var verb = new Command("ports", Phrase.Of("verb.module.ports")) { OnModule.Json };
        verb.SetAction((parsed, cancellationToken) => Guard.RunAsync(parsed, _ =>
        {
            var ports = ModulePorts.Find();
            foreach (var port in ports)
                OnModule.Write(parsed, port, $"{(port.IsPrompt ? "*" : " ")} {port.Name}  {port.Description}".TrimEnd());
            if (ports.Count == 0 && !parsed.GetValue(OnModule.Json))
                parsed.InvocationConfiguration.Error.WriteLine(Phrase.Of("serial.none"));
            return Task.FromResult(0);
        }, cancellationToken));
        return verb;
    }
}
