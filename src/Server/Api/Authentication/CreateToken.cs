using System.Globalization;
using Dukou.Server.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.Api.Authentication;

/// <summary>
/// Gives a token for a user's name and password: IAM's KeystoneCreateUserTokenByPassword. The token is the header
/// <c>X-Subject-Token</c> of the answer. Refusals have IAM's nested body as well as IoTDA's two members, since clients read either.
/// </summary>
static class CreateToken
{
    public const string TokenHeader = "X-Subject-Token";
    const int NameMax = 64;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v3/auth/tokens", Handle)
        .AllowAnonymous().WithName(nameof(CreateToken)).WithTags("authentication")
        .Produces<Response>(StatusCodes.Status201Created);

    static IResult Handle(Request request, AccountStore accounts, Tokens tokens, SignInLimiter limiter, ApiOptions options, TimeProvider clock, HttpContext context)
    {
        var user = request.Auth?.Identity?.Password?.User;
        new Check()
            .That(request.Auth?.Identity?.Methods?.Contains("password") == true, "auth.identity.methods", "must name 'password'")
            .Required(user?.Name, "auth.identity.password.user.name")
            .Required(user?.Password, "auth.identity.password.user.password")
            .Text(user?.Name, "auth.identity.password.user.name", NameMax)
            .Text(user?.Password, "auth.identity.password.user.password", 256)
            .Done();
        var (name, domain, project) = (user!.Name!, user.Domain?.Name, accounts.Project);
        var caller = CallerAddress.Of(context);
        if (limiter.Attempt(name, caller) is { } wait)
            return TooMany(context, name, wait);
        if ((domain is not null && domain != project.Domain) || accounts.SignIn(name, user.Password!) is not { } known)
            return Refused(context, StatusCodes.Status401Unauthorized, "Unauthorized",
                ApiReasons.WrongPassword.With(("user", name), ("domain", domain ?? project.Domain)), "The user name, domain or password is wrong.");
        limiter.Succeeded(name, caller);
        if (request.Auth?.Scope?.Project?.Id is { } scope && scope != project.ProjectId)
            throw Refusals.ForeignProject(ApiReasons.ForeignProject.With(
                ("caller", $"user {name}"), ("method", "POST"), ("path", context.Request.Path.ToString()), ("project_id", project.ProjectId)));

        var (token, expiresAt) = tokens.Issue(known, options.TokenLifetime);
        context.Features.Set(new Principal(known.UserId, known.Name, known.Role, null));
        context.Response.Headers[TokenHeader] = token;
        var owner = new Named(project.DomainId, project.Domain, null);
        return TypedResults.Json(new Response(new TokenBody(
            Stamp(expiresAt), Stamp(clock.GetUtcNow()), ["password"],
            new Named(known.UserId, known.Name, owner),
            new Named(project.ProjectId, request.Auth?.Scope?.Project?.Name ?? ListProjects.DefaultName, owner),
            [], [new Named("0", RoleName(known.Role), null)])), statusCode: StatusCodes.Status201Created);
    }

    // An administrator has IAM's name; it has none for the others.
    static string RoleName(Role role) => role == Role.Owner ? "te_admin" : Roles.Of(role);

    static JsonHttpResult<RefusedBody> TooMany(HttpContext context, string user, TimeSpan wait)
    {
        var seconds = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.RetryAfter = seconds;
        return Refused(context, StatusCodes.Status429TooManyRequests, "Too Many Requests",
            ApiReasons.TooManySignIns.With(("user", user), ("seconds", seconds)), $"Too many wrong passwords; try again in {seconds} seconds.");
    }

    static JsonHttpResult<RefusedBody> Refused(HttpContext context, int status, string title, Because because, string message)
    {
        var error = new Error(status, "IOTDA.000002", message);
        context.Features.Set(new Refusal(error, because, null));
        return TypedResults.Json(new RefusedBody(new IamError(status, message, title), error.Code, message), statusCode: status);
    }

    // IAM writes six digits of a second.
    static string Stamp(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    sealed record Request(AuthBody? Auth);
    sealed record AuthBody(Identity? Identity, Scope? Scope);
    sealed record Identity(IReadOnlyList<string>? Methods, PasswordMethod? Password);
    sealed record PasswordMethod(UserBody? User);
    sealed record UserBody(string? Name, string? Password, DomainBody? Domain);
    sealed record DomainBody(string? Name);
    sealed record Scope(ProjectBody? Project);
    sealed record ProjectBody(string? Id, string? Name);

    sealed record Response(TokenBody Token);
    sealed record TokenBody(string ExpiresAt, string IssuedAt, IReadOnlyList<string> Methods, Named User, Named Project, IReadOnlyList<Named> Catalog, IReadOnlyList<Named> Roles);
    sealed record Named(string Id, string Name, Named? Domain);
    sealed record RefusedBody(IamError Error, string ErrorCode, string ErrorMsg);
    sealed record IamError(int Code, string Message, string Title);
}
