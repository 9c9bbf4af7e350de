using System.CommandLine;
using Dukou.Cli.Settings;
using Dukou.Server;

namespace Dukou.Cli;

/// <summary><c>dukou restore FILE</c>: a data folder out of an archive, on this machine or another.</summary>
[Verb("restore", 210)]
static class Restore
{
    public static Command Verb()
    {
        var file = new Argument<string>("FILE") { Description = Phrase.Of("argument.restore") };
        var verb = new Command("restore", Phrase.Of("verb.restore")) { file };
        SettingOptions.Add(verb, [UpSettings.Data]);
        verb.SetAction(parsed =>
        {
            var console = parsed.InvocationConfiguration;
            try
            {
                var folder = Place.Options(parsed).DataFolder;
                using (var progress = new ProgressLine(console.Error))
                    Platform.Restore(Path.GetFullPath(parsed.GetRequiredValue(file)), folder, progress.At);
                console.Error.WriteLine(Phrase.Of("restore.done", folder));
                return 0;
            }
            catch (PlatformStartException failure)
            {
                return Failure.Print(console.Error, failure.Problems);
            }
        });
        return verb;
    }
}
