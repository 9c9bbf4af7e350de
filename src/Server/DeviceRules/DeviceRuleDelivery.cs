using System.Text.Json;
using Dukou.Server.DeviceProperties;
using Dukou.Server.Pipeline;
using Dukou.Server.Shadows;
using Dukou.Server.Storage;

namespace Dukou.Server.DeviceRules;

/// <summary>
/// Tells devices by their shadows which rules they are to have, and hears from their reports which ones they have deleted. One look at a
/// time for each device; reports that come meanwhile share the next.
/// </summary>
sealed class DeviceRuleDelivery : IReportObserver
{
    readonly DeviceRuleStore _rules;
    readonly ShadowStore _shadows;
    readonly RegistryFollower _follower;
    readonly DesiredPush _push;
    readonly Inbox _inbox;
    readonly TraceFeed _traces;
    readonly TimeProvider _clock;
    readonly PerDevice _looks;

    public DeviceRuleDelivery(DeviceRuleStore rules, ShadowStore shadows, RegistryFollower follower, DesiredPush push, Inbox inbox, TraceFeed traces, TimeProvider clock,
        ILogger<DeviceRuleDelivery> log)
    {
        (_rules, _shadows, _follower, _push, _inbox, _traces, _clock) = (rules, shadows, follower, push, inbox, traces, clock);
        _looks = new PerDevice(LookAsync, (deviceId, failure) =>
        {
            if (failure is not ObjectDisposedException)
                DeviceRuleLog.NotLooked(log, failure, deviceId);
        });
    }

    /// <summary>After a change of rules: the shadows of these devices follow, and whoever is there is told.</summary>
    public async Task TellAsync(IReadOnlyList<string> deviceIds, CancellationToken cancellationToken)
    {
        await _follower.CaughtUpAsync(cancellationToken);
        foreach (var deviceId in deviceIds)
            _push.Request(deviceId);
    }

    public bool Wants(string deviceId) => _rules.MayDelete(deviceId);

    public void Reported(string deviceId) => _looks.RequestAsync(deviceId);

    async Task LookAsync(string deviceId)
    {
        // The report that led here is appended; the shadow shows it once it is durable.
        await _inbox.WaitForDurableAsync(_inbox.LastAppended);
        if ((await _shadows.ReadAsync(deviceId)).FirstOrDefault(service => service.ServiceId == DeviceRule.ServiceId)?.Reported is not { } reported)
            return;
        foreach (var ruleId in _rules.ToDelete(deviceId))
            if (reported.TryGetProperty(ruleId, out var version) && IsDeleted(version) && await _rules.ForgetAsync(deviceId, ruleId, CancellationToken.None))
                _traces.Write(new TraceEntry(TraceKind.Uplink, TraceOutcome.Done, _clock.GetUtcNow(), DeviceRuleReasons.Deleted.With(("rule", ruleId))) { DeviceId = deviceId });
        await _follower.CaughtUpAsync(CancellationToken.None);
    }

    // The C# SDK reports -1, the others {"version":-1}.
    static bool IsDeleted(JsonElement version) =>
        (version.ValueKind == JsonValueKind.Object && version.TryGetProperty("version", out var inner) ? inner : version) is { ValueKind: JsonValueKind.Number } number
        && number.TryGetInt64(out var value) && value == DeviceRule.Deleted;
}

/// <summary>Log messages of the rules of devices, ids 1800-1899.</summary>
static partial class DeviceRuleLog
{
    [LoggerMessage(1800, LogLevel.Error, "What the device {DeviceId} says of its rules could not be looked at; its next report leads here again.")]
    public static partial void NotLooked(ILogger log, Exception failure, string deviceId);
}
