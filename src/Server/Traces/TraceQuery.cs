using Dukou.Server.Api;
using Dukou.Server.Pipeline;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Traces;

/// <summary>The filter and the language as a caller writes them in the query. Call <see cref="Checked"/> first.</summary>
sealed record TraceQuery(
    [property: FromQuery(Name = "device_id")] string? DeviceId,
    [property: FromQuery(Name = "request_id")] string? RequestId,
    [property: FromQuery(Name = "kind")] string? Kind,
    [property: FromQuery(Name = "outcome")] string? Outcome,
    [property: FromQuery(Name = "client_id")] string? ClientId,
    [property: FromQuery(Name = "topic")] string? Topic,
    [property: FromQuery(Name = "start_time")] string? StartTime,
    [property: FromQuery(Name = "end_time")] string? EndTime,
    [property: FromQuery(Name = "lang")] string? Lang)
{
    /// <exception cref="IotdaException">Every mistake in one answer.</exception>
    public TraceFilter Checked()
    {
        var check = new Check()
            .Text(DeviceId, "device_id", 128, Patterns.Id).Text(RequestId, "request_id", 512).Text(ClientId, "client_id", 512).Text(Topic, "topic", 256)
            .OneOf(Kind, "kind", Words.Kinds).OneOf(Outcome, "outcome", Words.Outcomes)
            .OneOf(Lang, "lang", "en", "zh", "zh-CN");
        var from = Instant(StartTime, "start_time", check);
        var to = Instant(EndTime, "end_time", check);
        check.That(from is null || to is null || from <= to, "start_time", "must not be later than end_time").Done();
        return new TraceFilter
        {
            DeviceId = DeviceId,
            RequestId = RequestId,
            ClientId = ClientId,
            Topic = Topic,
            From = from,
            To = to,
            Kind = Kind is null ? null : (TraceKind)Array.IndexOf(Words.Kinds, Kind),
            Outcome = Outcome is null ? null : (TraceOutcome)Array.IndexOf(Words.Outcomes, Outcome),
        };
    }

    /// <inheritdoc cref="ReaderLanguage.IsChinese"/>
    public bool Chinese(HttpRequest request) => ReaderLanguage.IsChinese(Lang, request);

    static DateTimeOffset? Instant(string? text, string path, Check check)
    {
        if (text is null)
            return null;
        check.That(Instants.TryParse(text, out var instant), path, "must have the form yyyyMMdd'T'HHmmss'Z' or yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");
        return instant;
    }
}
