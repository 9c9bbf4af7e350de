using System.CommandLine;
using System.Text.Json;
using Dukou.Protocol.Iotda;

namespace Dukou.Cli;

/// <summary><c>dukou credentials</c>: what the vendor's web generator makes of a device's id and secret, offline.</summary>
[Verb("credentials", 170)]
static class Credentials
{
    public static Command Verb()
    {
        var deviceId = new Option<string?>("--device-id") { Description = Phrase.Of("option.device-id"), HelpName = "ID" };
        var secret = new Option<string?>("--secret") { Description = Phrase.Of("option.secret"), HelpName = "SECRET" };
        var sign = new Option<string?>("--sign") { Description = Phrase.Of("option.sign"), HelpName = "0|1" };
        var timestamp = new Option<string?>("--timestamp") { Description = Phrase.Of("option.timestamp"), HelpName = "YYYYMMDDHH" };
        var groupSecret = new Option<string?>("--group-secret") { Description = Phrase.Of("option.group-secret"), HelpName = "SECRET" };
        var scopeId = new Option<string?>("--scope-id") { Description = Phrase.Of("option.scope-id"), HelpName = "ID" };
        var json = new Option<bool>("--json") { Description = Phrase.Of("option.one-line") };
        var verb = new Command("credentials", Phrase.Of("verb.credentials")) { deviceId, secret, sign, timestamp, groupSecret, scopeId, json };
        verb.SetAction(parsed => Run(new Asked(
            parsed.GetValue(deviceId), parsed.GetValue(secret), parsed.GetValue(sign) ?? "0", parsed.GetValue(timestamp), parsed.GetValue(groupSecret),
            parsed.GetValue(scopeId)), parsed.GetValue(json), parsed.InvocationConfiguration));
        return verb;
    }

    static int Run(Asked asked, bool json, InvocationConfiguration console)
    {
        var problems = new List<string>();
        if (Make(asked, TimeProvider.System, problems) is not { } made)
            return Failure.Print(console.Error, problems, Failure.Usage);
        console.Output.WriteLine(json
            ? JsonSerializer.Serialize(new { client_id = made.ClientId, username = made.User, password = made.Password }, Machine.Json)
            : $"ClientId  {made.ClientId}\nUsername  {made.User}\nPassword  {made.Password}");
        return 0;
    }

    internal static Module.ConnectionInfo? Make(Asked asked, TimeProvider clock, List<string> problems)
    {
        if (asked.DeviceId is null)
            problems.Add(Phrase.Of("credentials.required", "--device-id"));
        if (asked.GroupSecret is null != asked.ScopeId is null)
            problems.Add(Phrase.Of("credentials.together", "--group-secret", "--scope-id"));
        if (asked.Secret is null == asked.GroupSecret is null)
            problems.Add(Phrase.Of("credentials.one", "--secret", "--group-secret"));
        if (asked.Sign is not ("0" or "1"))
            problems.Add(Phrase.Of("settings.choice", "--sign", asked.Sign, "0, 1"));
        if (asked.Timestamp is { } given && !SecretStamp.TryParse(given, out _))
            problems.Add(Phrase.Of("credentials.timestamp", "--timestamp", given));
        var secret = asked.Secret;
        if (asked is { DeviceId: { } id, GroupSecret: { } group } && !DevicePassword.TryDeriveSecret(group, id, out secret))
            problems.Add(Phrase.Of("credentials.base64", "--group-secret"));
        if (problems.Count > 0)
            return null;

        var stamp = asked.Timestamp ?? SecretStamp.Of(clock.GetUtcNow()).ToString();
        var sign = asked.Sign == "1" ? SignType.HmacSha256Checked : SignType.HmacSha256;
        var clientId = asked.ScopeId is { } scope
            ? new ClientId(asked.DeviceId!, ClientIdShape.ScopeSecret, sign, stamp, scope) // Required above.
            : ClientId.ForDevice(asked.DeviceId!, sign, stamp);
        if (!ClientId.TryParse(clientId.ToString(), bootstrap: true, out _, out var defect))
        {
            problems.Add(Phrase.Of("credentials.id", asked.DeviceId, asked.ScopeId, defect));
            return null;
        }
        return new Module.ConnectionInfo(clientId.ToString(), "", 0, asked.DeviceId!, DevicePassword.Compute(secret!, stamp));
    }

    internal sealed record Asked(string? DeviceId, string? Secret, string Sign, string? Timestamp, string? GroupSecret, string? ScopeId);
}
