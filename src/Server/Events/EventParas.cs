using System.Text.Json;
using System.Text.Json.Serialization;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Api;

namespace Dukou.Server.Events;

/// <summary>The paras of events as records: snake_case, numbers also as text, nulls and unknown members as absent (section 2.1 of the protocol).</summary>
static class EventParas
{
    static readonly JsonSerializerOptions Lenient = new(Json.Options) { NumberHandling = JsonNumberHandling.AllowReadingFromString };

    /// <summary>False when a member has another type than the record; absent paras are empty ones.</summary>
    public static bool TryRead<T>(this DeviceEvent asked, out T paras, out string? mistake)
        where T : class, new()
    {
        mistake = null;
        paras = new();
        if (asked.Paras.ValueKind == JsonValueKind.Undefined)
            return true;
        try
        {
            paras = asked.Paras.Deserialize<T>(Lenient) ?? paras;
        }
        catch (JsonException wrong)
        {
            mistake = $"{(wrong.Path is null or "$" ? "paras" : "paras" + wrong.Path[1..])} has another type than the documents say";
        }
        return mistake is null;
    }

    /// <summary>The paras of an event that its service has judged.</summary>
    public static T Read<T>(this DeviceEvent asked)
        where T : class, new()
    {
        asked.TryRead<T>(out var paras, out _);
        return paras;
    }

    /// <summary>The answer to an event.</summary>
    public static DeviceEvent Answer(this DeviceEvent asked, string eventType, DateTimeOffset at, object paras) =>
        asked.Answer(eventType, EventTime.Seconds(at), JsonSerializer.SerializeToElement(paras, Json.Options));

    /// <summary>An event of the platform's own.</summary>
    public static DeviceEvent New(string serviceId, string eventType, DateTimeOffset at, object paras, string? eventId = null) =>
        new(serviceId, eventType, EventTime.Seconds(at), eventId, JsonSerializer.SerializeToElement(paras, Json.Options));
}
