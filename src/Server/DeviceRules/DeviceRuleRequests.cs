using System.Text.Json.Serialization;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Events;
using Dukou.Server.Pipeline;

namespace Dukou.Server.DeviceRules;

/// <summary>
/// <c>$device_rule</c> (section 2.19.2): a device fetches the rules whose versions its shadow names. Its members are in camelCase, unlike
/// the rest. More than <see cref="PerEventMax"/> come in several events; what the device deletes needs no answer.
/// </summary>
[EventService(DeviceRule.ServiceId, "device_rule_config_request")]
sealed class DeviceRuleRequests(DeviceRuleStore rules, EventDownlink downlink, TraceFeed traces, TimeProvider clock) : IEventService
{
    /// <summary>So many of the largest fit below the vendor's 256 KB.</summary>
    public const int PerEventMax = 10;

    public string? MistakeIn(DeviceEvent asked) =>
        !asked.TryRead<Request>(out var paras, out var mistake) ? mistake
            : paras.RuleIds is null && paras.DelIds is null ? "paras.ruleIds is missing"
            : paras.RuleIds?.Count > DeviceRuleStore.PerDeviceMax || paras.DelIds?.Count > DeviceRuleStore.PerDeviceMax ? $"paras names more than {DeviceRuleStore.PerDeviceMax} rules"
            : null;

    public async ValueTask<DeviceEvent?> HandleAsync(EventUplink uplink, DeviceEvent asked, CancellationToken cancellationToken)
    {
        var found = new List<object>();
        foreach (var ruleId in (asked.Read<Request>().RuleIds ?? []).OfType<string>().Distinct())
            if (rules.Find(uplink.DeviceId, ruleId) is { } rule)
                found.Add(RuleDocument.Of(rule));
            else
                Trace(uplink, asked, TraceOutcome.Failed, DeviceRuleReasons.NotItsOwn.With(("rule", Shown.Text(ruleId))));
        var parts = found.Chunk(PerEventMax).DefaultIfEmpty([]).Select(part => asked.Answer("device_rule_config_response", clock.GetUtcNow(), new Dictionary<string, object> { ["rulesInfos"] = part })).ToList();
        foreach (var part in parts[..^1])
            await downlink.SendAsync(uplink.Link.ConnectedId, uplink.DeviceId, part, cancellationToken);
        Trace(uplink, asked, TraceOutcome.Done, DeviceRuleReasons.Fetched.With(("count", $"{found.Count}")));
        return parts[^1];
    }

    void Trace(EventUplink uplink, DeviceEvent asked, TraceOutcome outcome, Because because) =>
        traces.Write(new TraceEntry(TraceKind.Uplink, outcome, clock.GetUtcNow(), because) { DeviceId = uplink.DeviceId, RequestId = asked.EventId });

    sealed record Request
    {
        [JsonPropertyName("ruleIds")]
        public IReadOnlyList<string?>? RuleIds { get; init; }

        [JsonPropertyName("delIds")]
        public IReadOnlyList<string?>? DelIds { get; init; }
    }
}
