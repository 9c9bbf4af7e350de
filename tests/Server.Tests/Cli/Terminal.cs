using System.Text.Json;
using Dukou.Server.Tests.Compatibility;

namespace Dukou.Server.Tests.Cli;

/// <summary>A terminal with a person at it: a program runs on a pseudo-terminal and is typed at when it has shown what the person waits for.</summary>
static class Terminal
{
    const string Script = """
        import json, os, pty, sys
        steps, command = json.loads(sys.argv[1]), sys.argv[2:]
        child, terminal = pty.fork()
        if child == 0:
            os.environ.update(TERM='dumb', LANG='C.UTF-8')
            os.execvp(command[0], command)
        seen, answered = b'', 0
        while True:
            try:
                read = os.read(terminal, 65536)
            except OSError:
                break
            seen += read
            while steps and (at := seen.find(steps[0][0].encode(), answered)) >= 0:
                answered = at + len(steps[0][0].encode())
                os.write(terminal, steps.pop(0)[1].encode())
        sys.stdout.buffer.write(seen)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) or len(steps))
        """;

    /// <summary>Runs to the end; the exit status and everything that the terminal showed.</summary>
    /// <param name="steps">What is waited for, and what is typed then.</param>
    /// <param name="command">The program and its arguments.</param>
    public static Task<(int Status, string Output)> RunAsync((string Seen, string Typed)[] steps, params IEnumerable<string> command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A pseudo-terminal is Unix's.");
        return ForeignProgram.RunAsync("python3", ["-c", Script, JsonSerializer.Serialize(steps.Select(step => new[] { step.Seen, step.Typed })), .. command]);
    }
}
