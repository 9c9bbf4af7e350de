using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

static class FileInputs
{
    /// <summary>The field once its component listens to it, which is a moment after it stands on the page; no person is that fast.</summary>
    public static async Task<ILocator> ReadyAsync(this ILocator input)
    {
        await input.Page.WaitForFunctionAsync("input => '_blazorInputFileNextFileId' in input", await input.ElementHandleAsync());
        return input;
    }
}
