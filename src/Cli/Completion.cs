using System.CommandLine;

namespace Dukou.Cli;

/// <summary>
/// <c>dukou completion</c>: a script that lets a shell complete verbs and options. It asks this program by the directive
/// <c>[suggest:POSITION]</c>, so that it never lags behind.
/// </summary>
[Verb("completion", 230)]
static class Completion
{
    static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _dukou_complete() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$(dukou "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _dukou_complete dukou ./dukou
            """,
        ["zsh"] = """
            _dukou() {
                local -a found
                found=("${(@f)$(dukou "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
                compadd -a found
            }
            compdef _dukou dukou
            """,
        ["fish"] = """
            complete -c dukou -a '(dukou "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName dukou -ScriptBlock {
                param($word, $line, $position)
                dukou "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """,
    };

    public static Command Verb()
    {
        var shell = new Argument<string>("SHELL") { Description = Phrase.Of("argument.shell") };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var verb = new Command("completion", Phrase.Of("verb.completion")) { shell };
        verb.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(Scripts[parsed.GetRequiredValue(shell)]));
        return verb;
    }
}
