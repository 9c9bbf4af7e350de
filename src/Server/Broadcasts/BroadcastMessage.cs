using System.Buffers.Text;
using System.Text.RegularExpressions;
using Dukou.Protocol.Iotda;
using Dukou.Server.Api;
using Dukou.Server.Cluster;
using Dukou.Server.Pipeline;
using Dukou.Server.Spaces;

namespace Dukou.Server.Broadcasts;

/// <summary>
/// Sends one message to every device of a resource space that is online and listens to its topic (U:iot_01_00121). The devices get the
/// decoded bytes. With a ttl it waits so many minutes for devices that subscribe later, up to ten in all.
/// </summary>
[Operation("POST", "broadcast-messages")]
static partial class BroadcastMessage
{
    // The vendor's schema: base64 of at most 128 kB.
    const int MessageCharactersMax = 131_072;
    const int TtlMinutesMax = 10_080;

    // As the vendor's, but without wildcards: a message goes out on one topic [MQTT-3.3.2-2].
    [GeneratedRegex(@"^\$oc/broadcast/[a-zA-Z0-9_?=$:/-]+\z")]
    private static partial Regex Topics { get; }

    public static async Task<Response> Handle(Request body, SpaceStore spaces, IClusterLink link, KeptBroadcasts kept, TraceFeed traces, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        new Check()
            .Text(body.AppId, "app_id", 36, Patterns.Id)
            .Required(body.TopicFullName, "topic_full_name").Text(body.TopicFullName, "topic_full_name", DeviceTopic.CustomTopicBytesMax, Topics)
            .Required(body.Message, "message").Text(body.Message, "message", MessageCharactersMax)
            .That(body.Message is null || Base64.IsValid(body.Message), "message", "must be base64")
            .Text(body.MessageId, "message_id", 128, Patterns.Name)
            .Range(body.Ttl, "ttl", 0, TtlMinutesMax)
            .That(body.Ttl is null || body.Ttl % 5 == 0, "ttl", $"must be a multiple of 5 minutes, is {body.Ttl}")
            .Done();
        var space = spaces.Get(body.AppId);
        var payload = Convert.FromBase64String(body.Message!);
        var messageId = body.MessageId ?? Guid.NewGuid().ToString();
        var now = clock.GetUtcNow();
        if (body.Ttl is > 0 and var ttl)
        {
            var listening = await kept.AddAsync(space.AppId, messageId, body.TopicFullName!, body.Message!, TimeSpan.FromMinutes(ttl), cancellationToken);
            Trace(TraceOutcome.Done, BroadcastReasons.Kept.With(("count", $"{listening}"), ("minutes", $"{ttl}")));
            return new(space.AppId, body.TopicFullName!, messageId, now);
        }
        var reached = await link.BroadcastAsync(space.AppId, body.TopicFullName!, payload, cancellationToken);
        if (reached > 0)
            Trace(TraceOutcome.Done, BroadcastReasons.Sent.With(("count", $"{reached}")));
        else
            Trace(TraceOutcome.Failed, BroadcastReasons.NobodyListens.With(("topic", body.TopicFullName!)));
        return new(space.AppId, body.TopicFullName!, messageId, now);

        void Trace(TraceOutcome outcome, Because because) => traces.Write(new TraceEntry(TraceKind.Downlink, outcome, now, because)
        {
            RequestId = messageId,
            Topic = body.TopicFullName,
            Excerpt = TraceEntry.ExcerptOf(payload),
        });
    }

    public sealed record Request(string? AppId, string? TopicFullName, string? Message, int? Ttl, string? MessageId);

    public sealed record Response(string AppId, string TopicFullName, string MessageId, DateTimeOffset CreatedTime);
}
