using Dukou.ApplicationSdk;
using Dukou.WebConsole.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace Dukou.WebConsole.Parts;

/// <summary>What every page for people who are signed in has beside the rest: the client of the API.</summary>
[Authorize]
public abstract class ConsolePage : ConsolePart
{
    [Inject] ConsoleSession Session { get; set; } = default!;

    /// <summary>There once <see cref="ConsolePart.LoadAsync"/> runs.</summary>
    protected ApplicationClient Client { get; private set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (await Session.ClientAsync() is not { } client)
            return;
        Client = client;
        await base.OnInitializedAsync();
    }
}
