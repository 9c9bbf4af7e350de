using System.Globalization;
using System.Text.Json;
using Dukou.Cli.Module;
using Dukou.Protocol.Iotda;

namespace Dukou.Cli;

/// <summary>One text that a person copies as it is.</summary>
/// <param name="TextKey">The sentence that says what it is for.</param>
/// <param name="Text">Its lines, the last one ended.</param>
sealed record Block(string TextKey, string Text);

/// <summary>
/// What a person copies after a start: the device's connection, a script for a module, and calls to the API from a shell. All of
/// them work as they stand; the tests run each.
/// </summary>
static class Blocks
{
    public static IEnumerable<Block> Of(Ready ready, TimeProvider clock)
    {
        if (ready is { Demo: { Secret: { } secret } device, Mqtt: { } mqtt })
        {
            var (server, port) = (new Uri(mqtt).Host, new Uri(mqtt).Port);
            var stamp = SecretStamp.Of(clock.GetUtcNow()).ToString();
            yield return new("block.script", DeviceScript.Fill(device.DeviceId, secret, server, port));
            yield return new("block.connection", new Module.ConnectionInfo(
                ClientId.ForDevice(device.DeviceId, SignType.HmacSha256, stamp).ToString(), server, port, device.DeviceId,
                DevicePassword.Compute(secret, stamp)).ToPython());
        }
        if (ready is not { Password: not null, Demo: { } target })
            yield break;
        foreach (var block in Message(ready, target.DeviceId))
            yield return block;
        foreach (var block in Command(ready, target.DeviceId, DemoCommand))
            yield return block;
    }

    const string DemoCommand = """{"service_id":"Environment","command_name":"SET_LIGHT","paras":{"on":"ON"}}""";

    /// <summary>A message to a device, from each kind of shell.</summary>
    public static IEnumerable<Block> Message(Ready ready, string deviceId) => Both(ready, deviceId, "message", """{"message":{"hello":"device"}}""");

    /// <summary>A synchronous command to a device, from each kind of shell.</summary>
    public static IEnumerable<Block> Command(Ready ready, string deviceId, string body) => Both(ready, deviceId, "command", body);

    static IEnumerable<Block> Both(Ready ready, string deviceId, string what, string body)
    {
        if (ready.Api is not { } api)
            yield break;
        var calls = new Calls(ready, api, $"{api}/v5/iot/{ready.ProjectId}/devices/{deviceId}/{what}s");
        yield return new($"block.curl.{what}", calls.Curl(body));
        // Windows PowerShell can't be told to trust a CA file, so it needs plain HTTP.
        if (api.StartsWith("http://", StringComparison.Ordinal))
            yield return new($"block.powershell.{what}", calls.PowerShell(body));
    }

    /// <summary>
    /// JSON here is ASCII without a single quote (the default encoder escapes it), so it stands between single quotes in a POSIX shell
    /// and in PowerShell alike.
    /// </summary>
    sealed record Calls(Ready Ready, string Api, string Operation)
    {
        static readonly string[] PasswordMethod = ["password"];

        string SignIn => JsonSerializer.Serialize(new
        {
            auth = new
            {
                identity = new { methods = PasswordMethod, password = new { user = new { name = Ready.User, password = Ready.Password, domain = new { name = Ready.Domain } } } },
                scope = new { project = new { id = Ready.ProjectId } },
            },
        });

        string Trust => Api.StartsWith("https", StringComparison.Ordinal) ? $" --cacert '{Ready.CaFile!.Replace("'", @"'\''", StringComparison.Ordinal)}'" : ""; // HTTPS has a CA file.

        public string Curl(string body) => string.Create(CultureInfo.InvariantCulture, $$"""
            TOKEN=$(curl -sS{{Trust}} -D - -o /dev/null -H 'Content-Type: application/json' -d '{{SignIn}}' '{{Api}}/v3/auth/tokens' | tr -d '\r' | sed -n 's/^[Xx]-[Ss]ubject-[Tt]oken: //p')
            curl -sS{{Trust}} -H "X-Auth-Token: $TOKEN" -H 'Content-Type: application/json' -d '{{body}}' '{{Operation}}'

            """).ReplaceLineEndings("\n");

        public string PowerShell(string body) => string.Create(CultureInfo.InvariantCulture, $$"""
            $signIn = Invoke-WebRequest -UseBasicParsing -Method Post -Uri '{{Api}}/v3/auth/tokens' -ContentType 'application/json' -Body '{{SignIn}}'
            Invoke-RestMethod -Method Post -Uri '{{Operation}}' -Headers @{ 'X-Auth-Token' = "$($signIn.Headers['X-Subject-Token'])" } -ContentType 'application/json' -Body '{{body}}'

            """).ReplaceLineEndings("\n");
    }
}
