using System.Globalization;
using System.Net;
using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Accounts;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Gateway;
using Dukou.Server.Pipeline;

namespace Dukou.Server.HttpDevices;

/// <summary>
/// <c>POST /v5/device-auth</c> (D:7002): a device proves itself as in a CONNECT and gets a token for its reports. The first proof makes
/// the device active, as the first connection does; it has no link, so it isn't online. Wrong proofs are slowed down as wrong passwords are.
/// </summary>
static class DeviceAuth
{
    public const string Guesses = "device-auth";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v5/device-auth", HandleAsync)
        .AllowAnonymous().WithName(nameof(DeviceAuth)).ExcludeFromDescription();

    static async Task<Response> HandleAsync(
        Request request, SecretCredential credential, DeviceStore devices, HttpTokenStore tokens, TraceFeed traces, TimeProvider clock,
        [FromKeyedServices(Guesses)] SignInLimiter guesses, HttpContext context, CancellationToken cancellationToken)
    {
        new Check()
            .Required(request.DeviceId, "device_id").Text(request.DeviceId, "device_id", 128)
            .Required(request.SignType, "sign_type").Range(request.SignType, "sign_type", 0, 1)
            .Required(request.Timestamp, "timestamp").That(SecretStamp.TryParse(request.Timestamp, out _), "timestamp", "must be ten digits YYYYMMDDHH")
            .Required(request.Password, "password").Text(request.Password, "password", ClientId.LengthMax)
            .Done();
        var now = clock.GetUtcNow();
        var remote = context.Connection.RemoteIpAddress is { } address ? new IPEndPoint(address, context.Connection.RemotePort) : null;
        var clientId = string.Create(CultureInfo.InvariantCulture, $"{request.DeviceId}_0_{request.SignType}_{request.Timestamp}");
        var connect = new ConnectPacket { Version = ProtocolVersion.V311, ClientId = clientId, UserName = request.DeviceId, Password = Encoding.UTF8.GetBytes(request.Password!) };
        context.Features.Set(AlreadyTraced.Mark);
        if (guesses.Attempt(request.DeviceId!, remote?.Address) is { } wait)
        {
            var slowed = HttpDeviceReasons.TooManyProofs.With(("address", $"{remote?.Address}"), ("seconds", Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
            Trace(TraceOutcome.Refused, slowed, null);
            throw HttpDeviceErrors.TooFast(slowed);
        }
        var decision = await credential.DecideAsync(new ConnectAttempt(connect, remote, context.Request.IsHttps, now), cancellationToken);
        if (decision?.Identity is not { } identity || await devices.FindAsync(identity.DeviceId) is not { } device)
        {
            var refused = decision?.Because ?? CredentialReasons.UnknownDevice.With(("device", request.DeviceId!));
            Trace(TraceOutcome.Refused, refused, decision?.DeviceId);
            throw HttpDeviceErrors.Unproven(decision?.Code ?? default, refused);
        }
        guesses.Succeeded(request.DeviceId!, remote?.Address);
        if (device.ActiveTime is null)
            await ActivateAsync(device, devices, now, remote, cancellationToken);
        var token = await tokens.IssueAsync(device, cancellationToken);
        var seconds = (long)HttpTokenStore.Lifetime.TotalSeconds;
        Trace(TraceOutcome.Done, HttpDeviceReasons.TokenIssued.With(("address", $"{remote}"), ("seconds", seconds.ToString(CultureInfo.InvariantCulture))), device.DeviceId);
        return new(token, seconds);

        void Trace(TraceOutcome outcome, Because because, string? deviceId) => traces.Write(new TraceEntry(TraceKind.Connection, outcome, now, because)
        {
            DeviceId = deviceId,
            ClientId = Shown.Text(clientId),
            RemoteAddress = remote?.ToString(),
            Authenticated = outcome == TraceOutcome.Done,
        });
    }

    // Under the epoch that the row has: a connection over MQTT that comes in between is newer, and is left alone.
    static async Task ActivateAsync(Device device, DeviceStore devices, DateTimeOffset now, IPEndPoint? remote, CancellationToken cancellationToken)
    {
        if (await devices.SetOnlineAsync(device.DeviceId, device.Epoch, now, remote?.ToString(), cancellationToken))
            await devices.SetOfflineAsync(device.DeviceId, device.Epoch, now, CancellationToken.None);
    }

    public sealed record Request(string? DeviceId, long? SignType, string? Timestamp, string? Password);

    public sealed record Response(string AccessToken, long ExpiresIn);
}
