using System.CommandLine;

namespace Dukou.Cli.Module.Verbs;

/// <summary><c>dukou module</c>: QuecPython modules, virtual ones and real ones.</summary>
[Verb("module", 130)]
static class ModuleVerb
{
    public static Command Verb() => new("module", Phrase.Of("verb.module"))
    {
        RunScript.Verb(), CheckScript.Verb(), ServeModule.Verb(),
        ListPorts.Verb(), PutFile.Verb(), GetFile.Verb(), ListFiles.Verb(), RemoveFile.Verb(), OpenRepl.Verb(), ResetModule.Verb(),
    };
}
