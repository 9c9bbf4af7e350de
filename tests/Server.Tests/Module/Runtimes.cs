using Dukou.Cli.Module;

namespace Dukou.Server.Tests.Module;

/// <summary>The two Pythons that a virtual module can run on; a test that needs the one that is not installed says so.</summary>
static class Runtimes
{
    public static async Task<ModuleRuntime> FindAsync(string implementation)
    {
        string[] candidates = implementation == "micropython" ? ["micropython"] : ["python3", "python", "py -3"];
        var named = implementation == "micropython" ? Environment.GetEnvironmentVariable("MICROPYTHON") : null;
        try
        {
            return await ModuleRuntime.FindAsync(named, candidates, TestContext.Current.CancellationToken);
        }
        catch (NoPythonException)
        {
            Assert.Skip(implementation == "micropython"
                ? "MicroPython 1.21 or newer is not on the path; what the module's own interpreter does is not shown here."
                : "CPython 3.8 or newer is not on the path.");
            throw;
        }
    }
}
