using Dukou.WebConsole.Shell;
using Microsoft.JSInterop;

namespace Dukou.WebConsole.Parts;

/// <summary>The few things that only a browser's script can do; all of them stand in <c>console.js</c>. One for each tab.</summary>
public sealed class Script(IJSRuntime js) : IAsyncDisposable
{
    Task<IJSObjectReference>? _module;

    /// <summary>False when the browser does not let the page write to the clipboard.</summary>
    public async Task<bool> CopyAsync(string text) => await (await Module).InvokeAsync<bool>("copy", text);

    public async Task DownloadAsync(string name, string type, string text) => await (await Module).InvokeVoidAsync("download", name, type, text);

    public async Task DownloadAsync(string name, string type, byte[] bytes) => await (await Module).InvokeVoidAsync("download", name, type, bytes);

    public async Task OpenDialogAsync(string id) => await (await Module).InvokeVoidAsync("openDialog", id);

    public async Task CloseDialogAsync(string id) => await (await Module).InvokeVoidAsync("closeDialog", id);

    Task<IJSObjectReference> Module => _module ??= js.InvokeAsync<IJSObjectReference>("import", "./" + EmbeddedAssets.Url("console.js")).AsTask();

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
                await (await _module).DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone and took the module with it.
        }
    }
}
