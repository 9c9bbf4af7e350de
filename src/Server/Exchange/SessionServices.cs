using Dukou.Server.Pipeline;

namespace Dukou.Server.Exchange;

/// <summary>What every session shares.</summary>
sealed record SessionServices(ExchangeFile File, LimitOptions Limits, TraceFeed Traces, TimeProvider Clock)
{
    public void TraceDropped(string deviceId, ExchangeMessage message) =>
        Traces.Write(new TraceEntry(TraceKind.Downlink, TraceOutcome.Failed, Clock.GetUtcNow(), ExchangeReasons.QueueFull.With(
            ("topic", Shown.Text(message.Topic)), ("from", message.From), ("max", $"{Limits.QueuedMessagesMax}"), ("bytes", $"{Limits.QueuedBytesMax}")))
        {
            DeviceId = deviceId,
            Topic = Shown.Text(message.Topic),
            Excerpt = TraceEntry.ExcerptOf(message.Payload),
        });
}
