using System.Net;
using Dukou.ApplicationSdk;
using Dukou.WebConsole.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Dukou.WebConsole.Parts;

/// <summary>
/// What everything has that asks the API, a page or a part of one: the words, and one way to show what is refused or not answered. It loads
/// in <see cref="LoadAsync"/> and acts through <see cref="RunAsync"/>; then neither a platform that stops nor a person who leaves is an error
/// in the log. Who leaves ends what is under way.
/// </summary>
public abstract class ConsolePart : ComponentBase, IDisposable
{
    readonly CancellationTokenSource _left = new();

    // Taken early: a source that is disposed of gives none.
    protected ConsolePart() => Left = _left.Token;

    [CascadingParameter] protected Texts T { get; set; } = default!;

    [Inject] protected NavigationManager Navigation { get; set; } = default!;

    /// <summary>The last refusal; null when the last act worked.</summary>
    protected IotdaRequestException? Refused { get; private set; }

    /// <summary>True while an act is under way: buttons wait for it.</summary>
    protected bool Busy { get; private set; }

    /// <summary>True once it has loaded, or was refused.</summary>
    protected bool Loaded { get; private set; }

    /// <summary>Cancelled when the person leaves.</summary>
    protected CancellationToken Left { get; }

    protected virtual Task LoadAsync() => Task.CompletedTask;

    protected override async Task OnInitializedAsync()
    {
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
            LeadTo("/sign-in?return=" + Uri.EscapeDataString("/" + Navigation.ToBaseRelativePath(Navigation.Uri)), forceLoad: true);
        }
        catch (IotdaRequestException refused)
        {
            Refused = refused;
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone.
        }
        catch (Exception unanswered) when (Unanswered.Is(unanswered))
        {
            // Who has left sees nothing of it.
            Refused = new IotdaRequestException(HttpStatusCode.ServiceUnavailable, "unreachable", T["problem.unreachable"], null, unanswered);
        }
        finally
        {
            Busy = false;
        }
        return false;
    }

    /// <summary>Opens another page, unless the person has left meanwhile: then there is no browser that could.</summary>
    protected void LeadTo(string address, bool forceLoad = false)
    {
        if (!Left.IsCancellationRequested)
            Navigation.NavigateTo(address, forceLoad);
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
