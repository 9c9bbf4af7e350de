using Dukou.WebConsole.Shell;
using Microsoft.JSInterop;

namespace Dukou.WebConsole.Parts;

/// <summary>The few things that only a browser's script can do; all of them stand in <c>console.js</c>. One for each tab. Of a browser that has gone nothing is asked.</summary>
public sealed class Script(IJSRuntime js) : IAsyncDisposable
{
    Task<IJSObjectReference>? _module;

    /// <summary>False when the browser does not let the page write to the clipboard.</summary>
    public async Task<bool> CopyAsync(string text)
    {
        try
        {
            return await (await Module).InvokeAsync<bool>("copy", text);
        }
        catch (JSDisconnectedException)
        {
            return false;
        }
    }

    public Task DownloadAsync(string name, string type, string text) => CallAsync("download", name, type, text);

    public Task DownloadAsync(string name, string type, byte[] bytes) => CallAsync("download", name, type, bytes);

    public Task OpenDialogAsync(string id) => CallAsync("openDialog", id);

    public Task CloseDialogAsync(string id) => CallAsync("closeDialog", id);

    Task<IJSObjectReference> Module => _module ??= js.InvokeAsync<IJSObjectReference>("import", "./" + EmbeddedAssets.Url("console.js")).AsTask();

    async Task CallAsync(string function, params object[] values)
    {
        try
        {
            await (await Module).InvokeVoidAsync(function, values);
        }
        catch (JSDisconnectedException)
        {
            // Nobody is there to see it.
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is { IsCompletedSuccessfully: true })
                await (await _module).DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone and took the module with it.
        }
    }
}
