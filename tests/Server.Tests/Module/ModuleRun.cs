using System.Text;
using Dukou.Cli.Module;

namespace Dukou.Server.Tests.Module;

/// <summary>One script on a virtual module, started by a test, its lines collected as they come.</summary>
sealed class ModuleRun : IAsyncDisposable
{
    static readonly TimeSpan RunTimeMax = TimeSpan.FromSeconds(120);

    readonly VirtualModule _module;
    readonly List<ModuleLine> _lines = [];
    readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    ModuleRun(VirtualModule module)
    {
        _module = module;
        _patience.CancelAfter(RunTimeMax);
    }

    public VirtualModule Module => _module;

    public IEnumerable<string> Output => _lines.Where(line => !line.IsError).Select(line => line.Text);

    public IEnumerable<string> Errors => _lines.Where(line => line.IsError).Select(line => line.Text);

    public static Task<ModuleRun> StartAsync(string script, string? server = null) =>
        StartAsync(new ModuleSettings { Script = Encoding.UTF8.GetBytes(script), Server = server });

    public static async Task<ModuleRun> StartAsync(ModuleSettings settings) =>
        new(await VirtualModule.StartAsync(settings, TestContext.Current.CancellationToken));

    /// <summary>Reads until a line of the script is as asked, and fails with all lines when none is.</summary>
    public async Task ExpectLineAsync(string text)
    {
        await foreach (var line in _module.ReadLinesAsync(_patience.Token))
        {
            _lines.Add(line);
            if (line.Text == text)
                return;
        }
        Assert.Fail($"The script ended without the line: {text}\n{string.Join('\n', _lines)}");
    }

    /// <summary>Reads one more line; false at the script's end.</summary>
    public async Task<bool> ReadAsync()
    {
        await foreach (var line in _module.ReadLinesAsync(_patience.Token))
        {
            _lines.Add(line);
            return true;
        }
        return false;
    }

    /// <summary>Reads to the end of the script.</summary>
    public async Task<int> FinishAsync()
    {
        await foreach (var line in _module.ReadLinesAsync(_patience.Token))
            _lines.Add(line);
        return await _module.WaitForExitAsync(_patience.Token);
    }

    /// <summary>Reads to the end of a script that must run to its end.</summary>
    public async Task SucceedAsync()
    {
        var code = await FinishAsync();
        Assert.True(code == 0, $"The script ended with {code}.\n{string.Join('\n', _lines)}");
    }

    public async ValueTask DisposeAsync()
    {
        await _module.DisposeAsync();
        _patience.Dispose();
    }
}
