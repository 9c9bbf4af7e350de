using System.Net;
using Dukou.ApplicationSdk;
using Dukou.ApplicationSdk.Models;
using Dukou.Protocol.Iotda;

namespace Dukou.Cli.Diagnosis;

/// <summary>What the platform knows about a device, and what it saw of it.</summary>
/// <param name="client">Asks as the platform's owner.</param>
/// <param name="deviceId">As the device has it.</param>
/// <param name="given">The secret that the device has, if the person knows it.</param>
sealed class RegistryChecks(ApplicationClient client, string deviceId, string? given)
{
    const int AttemptsShown = 3;
    const int AttemptsRead = 20;
    const int NearestAmong = 1000; // The newest; a slip of the pen is made soon after registering.
    static readonly TimeSpan SkewMax = TimeSpan.FromMinutes(5);

    public string DeviceId => deviceId;

    /// <summary>The secret to connect with: the given one, or the platform's; null when there is none.</summary>
    public string? Secret { get; private set; }

    /// <summary>The clock of this computer against the platform's; a device with another wrong clock shows in the traces.</summary>
    public static async Task<Finding> ClockAsync(Uri api, string? caFile, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(caFile is null ? new SocketsHttpHandler { AllowAutoRedirect = false } : Trust.Only(caFile));
        using var answer = await http.GetAsync(new Uri(api, "/"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.Headers.Date is not { } theirs)
            return new("clock", null, Phrase.Of("doctor.clock.unknown"));
        var skew = TimeProvider.System.GetUtcNow() - theirs;
        return skew.Duration() <= SkewMax
            ? new("clock", true, Phrase.Of("doctor.clock"))
            : new("clock", false, Phrase.Of("doctor.clock.wrong", Math.Round(skew.TotalMinutes)), Phrase.Of("doctor.clock.remedy"));
    }

    public async Task<IReadOnlyList<Finding>> DeviceAsync(CancellationToken cancellationToken)
    {
        ShowDeviceResponse device;
        try
        {
            device = await client.ShowDeviceAsync(deviceId, cancellationToken);
        }
        catch (IotdaRequestException failure) when (failure.Status == HttpStatusCode.NotFound)
        {
            return [new("device", false, Phrase.Of("doctor.device.unknown", deviceId), await NearestAsync(cancellationToken) is { } near ? Phrase.Of("doctor.device.near", near) : Phrase.Of("doctor.device.remedy"))];
        }
        var findings = new List<Finding>
        {
            device.Status == "FROZEN"
                ? new("device", false, Phrase.Of("doctor.device.frozen", deviceId), Phrase.Of("doctor.device.unfreeze", deviceId))
                : new("device", true, Phrase.Of("doctor.device", deviceId, device.Status, device.ProductName ?? device.ProductId)),
        };
        if (device.GatewayId is { } gateway && gateway != deviceId)
            findings.Add(new("gateway", false, Phrase.Of("doctor.child", gateway), Phrase.Of("doctor.child.remedy")));
        findings.Add(SecretFinding(device.AuthInfo));
        return findings;
    }

    Finding SecretFinding(AuthInfoRes? auth)
    {
        if (auth?.AuthType is { } type && type != "SECRET")
            return new("secret", given is null ? null : false, Phrase.Of("doctor.certificate", type), given is null ? null : Phrase.Of("doctor.certificate.remedy"));
        Secret = given ?? auth?.Secret;
        if (given is null)
            return new("secret", null, Phrase.Of("doctor.secret.untold"));
        return given == auth?.Secret || given == auth?.SecondarySecret
            ? new("secret", true, Phrase.Of("doctor.secret"))
            : new("secret", false, Phrase.Of("doctor.secret.wrong"), Phrase.Of("doctor.secret.remedy", deviceId));
    }

    /// <summary>The newest attempts to connect, the newest of all first. Where the platform keeps no traces there is nothing to say.</summary>
    public async Task<IReadOnlyList<Finding>> TracesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var page = await client.ListTracesAsync(new ListTracesQuery { DeviceId = deviceId, Kind = "connection", Limit = AttemptsRead, Lang = Language.Detect() }, cancellationToken);
            var attempts = page.Traces ?? [];
            if (attempts.Count == 0)
                return [new("trace", false, Phrase.Of("doctor.trace.none"), Phrase.Of("doctor.trace.remedy"))];
            return [.. attempts.Take(AttemptsShown).Select((attempt, place) => new Finding("trace",
                // What was wrong before the last attempt succeeded is past.
                attempt.Outcome == "done" ? true : place == 0 ? false : null, $"{attempt.Time}  {attempt.Sentence}", attempt.Remedy))];
        }
        catch (IotdaRequestException failure) when (failure.Status == HttpStatusCode.NotFound)
        {
            return [new("trace", null, Phrase.Of("doctor.trace.cloud"))];
        }
    }

    /// <summary>The registered device whose id is most like the one asked for.</summary>
    async Task<string?> NearestAsync(CancellationToken cancellationToken)
    {
        var known = new List<string>();
        await foreach (var device in client.EnumerateDevicesAsync(cancellationToken: cancellationToken))
        {
            known.Add(device.DeviceId ?? "");
            if (known.Count == NearestAmong)
                break;
        }
        return NearestName.Of(deviceId, known);
    }
}
