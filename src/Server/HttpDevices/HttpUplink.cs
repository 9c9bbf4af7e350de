using System.Buffers;
using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Pipeline;
using Dukou.Server.Sessions;
using Dukou.Server.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace Dukou.Server.HttpDevices;

/// <summary>
/// A report over HTTPS: the device's token instead of a connection, then the same way as over MQTT. The answer comes when the record is
/// durable. Bound: a device's rate is remembered for <see cref="RatesMax"/> devices.
/// </summary>
sealed class HttpUplink(Uplink uplink, Inbox inbox, DeviceStore devices, HttpTokenStore tokens, ChildReportRule childReports, TraceFeed traces, LimitOptions limits, TimeProvider clock)
{
    const string TokenHeader = "access_token";
    const int RatesMax = 20_000;
    // How long a full inbox may hold up a caller before it is told to come again.
    static readonly TimeSpan RoomWithin = TimeSpan.FromSeconds(10);

    readonly VersionedCache<string, RateLimiter> _rates = new(RatesMax, TimeSpan.MaxValue);
    readonly RateLimiter _rateOfAll = new(new LimitOptions { MessagesPerSecond = limits.HttpReportsPerSecond, BytesPerSecond = 0 });

    /// <exception cref="IotdaException">The token doesn't hold, the device is too fast, or the report is refused.</exception>
    public async Task AcceptAsync(HttpContext context, string deviceId, DeviceTopicKind kind)
    {
        context.Features.Set(AlreadyTraced.Mark);
        var topic = DeviceTopic.Format(kind, Shown.Text(deviceId));
        var device = await ProvenAsync(context, deviceId, topic);
        if (!TryTake(deviceId, (int)(context.Request.ContentLength ?? 0)))
            throw Refuse(HttpDeviceErrors.TooFast(HttpDeviceReasons.TooFast.With(("device", deviceId), ("max", $"{limits.MessagesPerSecond}"))), topic, deviceId);
        if (!TryTakeOfAll())
            throw Refuse(HttpDeviceErrors.AllTooFast(HttpDeviceReasons.AllTooFast.With(("max", $"{limits.HttpReportsPerSecond}"))), topic, deviceId);
        var payload = await ReadAsync(context, deviceId, topic);
        if (kind == DeviceTopicKind.GatewayPropertiesReport && childReports.Refusal(deviceId, payload) is { } refused)
            throw Refuse(refused, topic, deviceId);
        var link = new DeviceLink(new DeviceIdentity(device.DeviceId, device.ProductId, device.AppId, device.NodeId), device.Epoch, ProtocolVersion.V311, NobodyWaits.Instance)
        {
            Encrypted = context.Request.IsHttps,
        };
        await StoreAsync(link, topic, payload, context.RequestAborted);
    }

    async ValueTask<Device> ProvenAsync(HttpContext context, string deviceId, string topic)
    {
        if (context.Request.Headers[TokenHeader].ToString() is not { Length: > 0 } token)
            throw Refuse(HttpDeviceErrors.Token(HttpDeviceReasons.TokenMissing), topic, null);
        var device = await devices.FindAsync(deviceId);
        if (device is null)
            throw Refuse(HttpDeviceErrors.Token(HttpDeviceReasons.TokenUnknown.With(("device", Shown.Text(deviceId)))), topic, null);
        if (tokens.Check(device, token) is { } because)
            throw Refuse(HttpDeviceErrors.Token(because), topic, null);
        if (device.Frozen)
            throw Refuse(HttpDeviceErrors.Unproven(ReasonCode.NotAuthorized, CredentialReasons.Frozen.With(("device", deviceId))), topic, deviceId);
        if (device.SecureAccess && !context.Request.IsHttps)
            throw Refuse(HttpDeviceErrors.Unproven(ReasonCode.NotAuthorized, CredentialReasons.NeedsTls.With(("device", deviceId))), topic, deviceId);
        return device;
    }

    bool TryTake(string deviceId, int bytes)
    {
        if (!_rates.TryGet(deviceId, out var rate))
            _rates.Put(deviceId, 0, rate = new RateLimiter(limits));
        lock (rate!) // The limiter is one reader's; requests of one device come at the same time.
            return rate.TryTake(bytes);
    }

    bool TryTakeOfAll()
    {
        lock (_rateOfAll) // The limiter is one reader's.
            return _rateOfAll.TryTake(0);
    }

    async ValueTask<byte[]> ReadAsync(HttpContext context, string deviceId, string topic)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
            body.MaxRequestBodySize = null; // Counted here, for IoTDA's own code.
        var most = limits.MessageBytesMax;
        var read = await context.Request.BodyReader.ReadAtLeastAsync(most + 1, context.RequestAborted);
        var bytes = read.Buffer.Length;
        var payload = bytes > most ? [] : read.Buffer.ToArray();
        context.Request.BodyReader.AdvanceTo(read.Buffer.End);
        return bytes <= most ? payload : throw Refuse(HttpDeviceErrors.TooLarge(
            UplinkReasons.PayloadTooLarge.With(("bytes", $"{context.Request.ContentLength ?? bytes}"), ("max", $"{most}"))), topic, deviceId);
    }

    async Task StoreAsync(DeviceLink link, string topic, byte[] payload, CancellationToken cancellationToken)
    {
        var topicUtf8 = Encoding.UTF8.GetBytes(topic);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(RoomWithin);
        UplinkResult result;
        while ((result = uplink.Accept(link, topicUtf8, payload, [], QualityOfService.AtLeastOnce, clock.GetUtcNow())).IsInboxFull)
        {
            try
            {
                await inbox.WaitForRoomAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw Errors.Busy("The platform can't store reports right now; send the report again.");
            }
        }
        if (result.Refusal is { } refusal)
            throw HttpDeviceErrors.Refused(result.Code, refusal);
        await inbox.WaitForDurableAsync(result.Sequence).WaitAsync(cancellationToken);
        if (result.Effect is { } stored)
            await result.Handler!.StoredAsync(stored.Speaker, stored, cancellationToken);
    }

    IotdaException Refuse(IotdaException refused, string topic, string? provenId)
    {
        if (refused.Because is { } because)
            traces.Write(new TraceEntry(TraceKind.Uplink, TraceOutcome.Refused, clock.GetUtcNow(), because)
            {
                DeviceId = provenId,
                Topic = topic,
                Authenticated = provenId is not null,
            });
        return refused;
    }

    /// <summary>The caller waits for its own record.</summary>
    sealed class NobodyWaits : ICommitListener
    {
        public static readonly NobodyWaits Instance = new();

        public void Committed(long sequence)
        {
        }
    }
}
