using Microsoft.AspNetCore.Http;

namespace Dukou.WebConsole.Shell;

/// <summary>
/// What a browser may do with a page of the console: nothing from another origin, no script or style written into the page, no frame
/// around it. Pages are not kept by caches; assets say for themselves how long they live.
/// </summary>
public sealed class PageHeaders(RequestDelegate next)
{
    // The live connection is a WebSocket of the same host, which 'self' includes.
    const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "form-action 'self'; base-uri 'self'; frame-ancestors 'none'; manifest-src 'self'";

    public Task InvokeAsync(HttpContext context)
    {
        // The API page sets a policy of its own before this.
        var headers = context.Response.Headers;
        if (headers.ContentSecurityPolicy.Count == 0)
        {
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers.CacheControl = "no-store";
        }
        return next(context);
    }
}
