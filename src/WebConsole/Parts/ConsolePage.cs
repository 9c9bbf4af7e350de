using System.Net;
using Dukou.ApplicationSdk;
using Dukou.WebConsole.Localization;
using Dukou.WebConsole.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace Dukou.WebConsole.Parts;

/// <summary>
/// What every page for people who are signed in has: the words, the client of the API, and one way to show what it refuses. A page loads
/// in <see cref="LoadAsync"/> and acts through <see cref="RunAsync"/>. Who leaves it ends what it has under way.
/// </summary>
[Authorize]
public abstract class ConsolePage : ComponentBase, IDisposable
{
    readonly CancellationTokenSource _left = new();

    [CascadingParameter] protected Texts T { get; set; } = default!;

    [Inject] protected NavigationManager Navigation { get; set; } = default!;

    [Inject] ConsoleSession Session { get; set; } = default!;

    /// <summary>There once <see cref="LoadAsync"/> runs.</summary>
    protected ApplicationClient Client { get; private set; } = default!;

    /// <summary>The last refusal; null when the last act worked.</summary>
    protected IotdaRequestException? Refused { get; private set; }

    /// <summary>True while an act is under way: buttons wait for it.</summary>
    protected bool Busy { get; private set; }

    /// <summary>True once the page has loaded, or was refused.</summary>
    protected bool Loaded { get; private set; }

    /// <summary>Cancelled when the person leaves the page.</summary>
    protected CancellationToken Left => _left.Token;

    protected abstract Task LoadAsync();

    protected override async Task OnInitializedAsync()
    {
        if (await Session.ClientAsync() is not { } client)
            return;
        Client = client;
        await RunAsync(LoadAsync);
        Loaded = true;
    }

    /// <summary>Does something with the API; true when it worked. A refusal is shown by the page; an expired sign-in leads to the sign-in page and back.</summary>
    protected async Task<bool> RunAsync(Func<Task> act)
    {
        Busy = true;
        Refused = null;
        try
        {
            await act();
            return true;
        }
        catch (IotdaRequestException refused) when (refused.Status == HttpStatusCode.Unauthorized)
        {
            Navigation.NavigateTo("/sign-in?return=" + Uri.EscapeDataString("/" + Navigation.ToBaseRelativePath(Navigation.Uri)), forceLoad: true);
        }
        catch (IotdaRequestException refused)
        {
            Refused = refused;
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            // Nobody waits for it any more.
        }
        finally
        {
            Busy = false;
        }
        return false;
    }

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
