using System.CommandLine;
using Dukou.Cli.Settings;
using Dukou.Server;

namespace Dukou.Cli;

/// <summary><c>dukou password reset</c>: whoever may read the data folder may set the password; the new one is this verb's result.</summary>
[Verb("password", 190)]
static class PasswordReset
{
    public static Command Verb()
    {
        var reset = new Command("reset", Phrase.Of("verb.password.reset"));
        SettingOptions.Add(reset, UpSettings.Place);
        reset.SetAction(RunAsync);
        return new Command("password", Phrase.Of("verb.password")) { reset };
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var console = parsed.InvocationConfiguration;
        try
        {
            var options = Place.Options(parsed);
            var account = await Platform.ResetPasswordAsync(options, options.Password, cancellationToken);
            console.Error.WriteLine(Phrase.Of("password.done", account.User));
            if (options.Password is null)
                console.Output.WriteLine(account.Password);
            return 0;
        }
        catch (PlatformStartException failure)
        {
            return Failure.Print(console.Error, failure.Problems);
        }
    }
}
