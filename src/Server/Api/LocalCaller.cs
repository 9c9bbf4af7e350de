using System.Net;

namespace Dukou.Server.Api;

/// <summary>
/// Lets only this machine's own programs pass to an endpoint without credentials. A page of another site that the person's browser
/// shows is not one of them; browsers say where a request comes from.
/// </summary>
sealed class LocalCaller : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        if (context.HttpContext.Connection.RemoteIpAddress is not { } caller || !IPAddress.IsLoopback(caller))
            throw Errors.Forbidden($"{request.Path} answers programs on the platform's own machine only.");
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none"))
            throw Errors.Forbidden($"{request.Path} does not answer pages of other sites.");
        return await next(context);
    }
}
