using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Events;
using Dukou.Server.Pipeline;

namespace Dukou.Server.DeviceConfigs;

/// <summary>
/// <c>$device_config</c> (section 2.19.1): a device says what became of its configuration. The C SDK sends no event id and the C# SDK echoes
/// one; a device has one unfinished configuration, so it is that one in any case.
/// </summary>
[EventService(ServiceId, "config_update_response")]
sealed class DeviceConfigAnswers(DeviceConfigStore configs, TraceFeed traces, TimeProvider clock) : IEventService
{
    public const string ServiceId = "$device_config";

    /// <summary>Ours; the C SDK sends at most 100.</summary>
    public const int DescriptionCharactersMax = 1024;

    public string? MistakeIn(DeviceEvent asked) =>
        !asked.TryRead<Answer>(out var answer, out var mistake) ? mistake
            : answer.ResultCode is null ? "paras.result_code is missing"
            : answer.Description?.Length > DescriptionCharactersMax ? $"paras.description has more than {DescriptionCharactersMax} characters"
            : null;

    public async ValueTask<DeviceEvent?> HandleAsync(EventUplink uplink, DeviceEvent asked, CancellationToken cancellationToken)
    {
        var answer = asked.Read<Answer>();
        if (configs.Unfinished(uplink.DeviceId) is { SentTime: not null } config && await configs.FinishAsync(config, answer.ResultCode, answer.Description, cancellationToken))
            return null;
        traces.Write(new TraceEntry(TraceKind.Uplink, TraceOutcome.Failed, clock.GetUtcNow(), DeviceConfigReasons.NobodyWaits) { DeviceId = uplink.DeviceId, RequestId = asked.EventId });
        return null;
    }

    sealed record Answer
    {
        public long? ResultCode { get; init; }
        public string? Description { get; init; }
    }
}
