using Dukou.Server.Accounts;
using Microsoft.AspNetCore.Authorization;

namespace Dukou.Server.Api.Authentication;

/// <summary>
/// Lets nobody pass to <c>/v1</c>, <c>/v3</c> and <c>/v5</c> without a token or a signature, except to endpoints that say
/// <see cref="IAllowAnonymous"/>, and nobody to another project than this one. Unknown paths are refused in the same way, so
/// that a stranger learns nothing about which exist.
/// </summary>
sealed class ApiAuthentication(RequestDelegate next, AccountStore accounts, Tokens tokens, SignatureVerifier signatures)
{
    const string TokenHeader = "X-Auth-Token";

    public async Task InvokeAsync(HttpContext context)
    {
        if (ApiPaths.Contain(context.Request.Path) && context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            var principal = await ProveAsync(context);
            context.Features.Set(principal);
            CheckProject(context, principal);
            CheckRole(context, principal);
        }
        await next(context);
    }

    async ValueTask<Principal> ProveAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.TryGetValue(TokenHeader, out var token) && token.ToString() is { Length: > 0 } text)
            return Proven(text);
        if (headers.Authorization.ToString() is { Length: > 0 } authorization)
            return await signatures.VerifyAsync(context, authorization);
        throw Refusals.Unauthenticated(ApiReasons.NoCredentials.With(("method", context.Request.Method), ("path", context.Request.Path.ToString())));
    }

    Principal Proven(string token) => tokens.Check(token) switch
    {
        (TokenState.Valid, { } user) => new Principal(user.UserId, user.Name, user.Role, null),
        (TokenState.Expired, _) => throw Refusals.Unauthenticated(ApiReasons.TokenExpired),
        (TokenState.Revoked, _) => throw Refusals.Unauthenticated(ApiReasons.TokenRevoked),
        _ => throw Refusals.Unauthenticated(ApiReasons.TokenUnknown),
    };

    static void CheckRole(HttpContext context, Principal principal)
    {
        var needed = context.GetEndpoint()?.Metadata.GetMetadata<OperationAttribute>()?.Needs ?? OperationAttribute.RoleFor(context.Request.Method);
        if (principal.Role < needed)
            throw Refusals.RoleTooLow(ApiReasons.RoleTooLow.With(("caller", principal.ToString()), ("role", Roles.Of(principal.Role)), ("needed", Roles.Of(needed)),
                ("method", context.Request.Method), ("path", context.Request.Path.ToString())));
    }

    void CheckProject(HttpContext context, Principal principal)
    {
        var own = accounts.Project.ProjectId;
        if (context.GetRouteValue("projectId") is string asked && asked != own)
            throw Refusals.ForeignProject(ApiReasons.ForeignProject.With(
                ("caller", principal.ToString()), ("method", context.Request.Method), ("path", context.Request.Path.ToString()), ("project_id", own)));
    }
}
