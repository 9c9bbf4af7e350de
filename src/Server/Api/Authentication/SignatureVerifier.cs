using Dukou.Server.Accounts;
using Microsoft.AspNetCore.Http.Features;

namespace Dukou.Server.Api.Authentication;

/// <summary>
/// Verifies a request signed with an access key. The cheap checks come first: a body is read into memory (up to the limit of bodies)
/// only for a known key and a plausible date.
/// </summary>
sealed class SignatureVerifier(AccountStore accounts, ApiOptions options, TimeProvider clock)
{
    const string DateHeader = "X-Sdk-Date";
    const string PayloadHeader = "X-Sdk-Content-Sha256";
    const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    /// <exception cref="IotdaException">401 with the reason.</exception>
    public async Task<Principal> VerifyAsync(HttpContext context, string authorization)
    {
        var header = Parsed(authorization);
        if (accounts.FindKey(header.AccessKey) is not { } key || accounts.FindUser(key.UserId) is not { } user)
            throw Refusals.Unauthenticated(ApiReasons.UnknownAccessKey.With(("access_key", header.AccessKey)));
        var date = CheckedDate(context.Request.Headers[DateHeader].ToString(), header);
        var headers = SignedHeaders(context.Request.Headers, header.SignedHeaders);
        var payload = await PayloadAsync(context);

        var rawTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var canonical = CanonicalRequest.Build(context.Request.Method, rawTarget, headers, payload);
        if (!Signature.Matches(header, key.SecretKey, date, canonical))
            throw Refusals.Unauthenticated(
                ApiReasons.SignatureMismatch.With(("access_key", header.AccessKey), ("method", context.Request.Method), ("path", context.Request.Path.ToString())),
                sentence: $"The signature does not match. The trace with request id {context.TraceIdentifier} holds the canonical request that the server computed.",
                detail: canonical);
        return new Principal(user.UserId, user.Name, user.Role, key.AccessKey);
    }

    static SignatureHeader Parsed(string authorization)
    {
        var space = authorization.IndexOf(' ', StringComparison.Ordinal);
        var scheme = space < 0 ? authorization : authorization[..space];
        if (scheme is not (SignatureHeader.Plain or SignatureHeader.Derived))
            throw Refusals.Unauthenticated(ApiReasons.UnsupportedAlgorithm.With(("scheme", scheme)));
        return SignatureHeader.TryParse(scheme, space < 0 ? "" : authorization[space..], out var header, out var problem)
            ? header
            : throw Refusals.Unauthenticated(ApiReasons.UnreadableAuthorization.With(("problem", problem)));
    }

    string CheckedDate(string date, SignatureHeader header)
    {
        if (!Instants.TryParseCompact(date, out var signedAt))
            throw Refusals.Unauthenticated(ApiReasons.DateMissing.With(("value", date)));
        var now = clock.GetUtcNow();
        if ((now - signedAt).Duration() > options.ClockSkewMax)
            throw Refusals.Unauthenticated(ApiReasons.ClockSkew.With(("signed_at", Instants.Compact(signedAt)), ("server_time", Instants.Compact(now))));
        if (header.Scope is { } scope && !date.StartsWith(scope[..8], StringComparison.Ordinal))
            throw Refusals.Unauthenticated(ApiReasons.UnreadableAuthorization.With(("problem", $"Credential is dated {scope[..8]}, {DateHeader} is {date}")));
        return date;
    }

    static List<(string, string)> SignedHeaders(IHeaderDictionary received, IReadOnlyList<string> names) => [.. names.Select(name =>
        received.TryGetValue(name, out var values)
            ? (name, values.ToString())
            : throw Refusals.Unauthenticated(ApiReasons.SignedHeaderMissing.With(("header", name))))];

    /// <summary>The last line of the canonical request. Leaves the body readable again.</summary>
    static async Task<string> PayloadAsync(HttpContext context)
    {
        var announced = context.Request.Headers[PayloadHeader].ToString();
        if (announced == UnsignedPayload)
            return announced;
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var computed = CanonicalRequest.Hash(body.GetBuffer().AsSpan(0, (int)body.Length));
        body.Position = 0;
        context.Request.Body = body;
        if (announced.Length > 0 && !announced.Equals(computed, StringComparison.OrdinalIgnoreCase))
            throw Refusals.Unauthenticated(ApiReasons.BodyChanged.With(("announced", announced), ("computed", computed)));
        return announced.Length > 0 ? announced : computed;
    }
}
