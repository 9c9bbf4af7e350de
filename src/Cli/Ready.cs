using Dukou.Server;
using Dukou.Server.Seeding;

namespace Dukou.Cli;

/// <summary>The one line of <c>--json</c>: everything that a script needs to use the platform. Members are never left out.</summary>
sealed record Ready(
    string? Api, string? Console, string? Mqtt, string? Mqtts, string? Https, string? CaFile,
    string ProjectId, string Ak, string? Sk, string User, string? Password, string Domain, DemoDevice? Demo)
{
    public static Ready Of(Endpoints endpoints, string? caFile, PlatformAccount account, DemoDevice? demo) => new(
        Root(endpoints.Api), endpoints.Api?.ToString(), Root(endpoints.Mqtt), Root(endpoints.Mqtts), Root(endpoints.Https), caFile,
        account.ProjectId, account.AccessKey, account.SecretKey, account.User, account.Password is "" ? null : account.Password, account.Domain, demo);

    /// <summary>For a place that others may read.</summary>
    public Ready WithoutSecrets() => this with { Sk = null, Password = null, Demo = Demo is { } demo ? demo with { Secret = null } : null };

    // Without the slash at the end, so that a path can follow.
    static string? Root(Uri? address) => address?.GetLeftPart(UriPartial.Authority);
}
