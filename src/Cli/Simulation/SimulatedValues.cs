using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Dukou.Protocol.Iotda;

namespace Dukou.Cli.Simulation;

/// <summary>
/// The present values of a simulated device, which the model allows: numbers wander within their range, switches and choices change
/// now and then, and what an application sets stays until the next change. One device's; its reporter and its answerer take turns.
/// </summary>
sealed class SimulatedValues
{
    // The share of a number's range that one report moves it by, at most.
    const double Stride = 0.03;

    const double ChangeChance = 0.1;

    // Where a model gives no range: that of a thermometer on a desk looks right for most things.
    const double LowDefault = 0;
    const double HighDefault = 100;

    readonly ProductModel _model;
    readonly Random _random;
    readonly Lock _gate = new();
    readonly Dictionary<(string Service, string Property), JsonNode?> _values = [];

    public SimulatedValues(ProductModel model, Random random)
    {
        (_model, _random) = (model, random);
        foreach (var (service, property) in All())
            _values[(service.ServiceId, property.PropertyName)] = First(property.Rule);
    }

    /// <summary>How the client's records of a model become the model that the protocol knows.</summary>
    public static JsonSerializerOptions ModelJson { get; } = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public void Step()
    {
        lock (_gate)
            foreach (var (service, property) in All())
                _values[(service.ServiceId, property.PropertyName)] = Next(property.Rule, _values[(service.ServiceId, property.PropertyName)]);
    }

    /// <summary>A report of every service that has something to report.</summary>
    public byte[] Report()
    {
        lock (_gate)
            return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["services"] = Services(null) }, Machine.Json);
    }

    /// <summary>The answer to a question for properties.</summary>
    public JsonObject Get(string? serviceId)
    {
        lock (_gate)
            return new() { ["services"] = Services(string.IsNullOrEmpty(serviceId) ? null : serviceId) };
    }

    /// <summary>Takes what is set where the model knows it.</summary>
    public JsonObject Set(JsonObject asked)
    {
        lock (_gate)
            foreach (var service in (asked["services"] as JsonArray ?? []).OfType<JsonObject>())
                foreach (var (name, value) in service["properties"] as JsonObject ?? [])
                    if (_values.ContainsKey(((string?)service["service_id"] ?? "", name)))
                        _values[((string?)service["service_id"] ?? "", name)] = value?.DeepClone();
        return new() { ["result_code"] = 0, ["result_desc"] = "success" };
    }

    /// <summary>Answers a command with what its model promises. A parameter that is named like a property of its service sets it.</summary>
    public JsonObject Obey(JsonObject asked)
    {
        var (serviceId, name) = ((string?)asked["service_id"] ?? "", (string?)asked["command_name"] ?? "");
        var response = _model.FindService(serviceId)?.FindCommand(name) is { Responses: [var promised, ..] } ? promised : null;
        var paras = new JsonObject();
        lock (_gate)
        {
            foreach (var (para, value) in asked["paras"] as JsonObject ?? [])
                if (_values.ContainsKey((serviceId, para)))
                    _values[(serviceId, para)] = value?.DeepClone();
            foreach (var para in response?.Paras ?? [])
                paras[para.ParaName] = First(para.Rule);
        }
        return new() { ["result_code"] = 0, ["response_name"] = response?.ResponseName ?? name, ["paras"] = paras };
    }

    IEnumerable<(ServiceCapability Service, ServiceProperty Property)> All() =>
        _model.Services.SelectMany(service => service.Properties.Select(property => (service, property)));

    JsonArray Services(string? only) => [.. _model.Services.Where(service => service.Properties.Count > 0 && (only is null || service.ServiceId == only)).Select(service => (JsonNode)new JsonObject
    {
        ["service_id"] = service.ServiceId,
        ["properties"] = new JsonObject(service.Properties.Select(property => KeyValuePair.Create(property.PropertyName, _values[(service.ServiceId, property.PropertyName)]?.DeepClone()))),
    })];

    JsonNode? First(ValueRule rule)
    {
        var (low, high) = Range(rule);
        return rule.Type switch
        {
            DataType.Whole32 or DataType.Whole64 or DataType.Number => Number(rule, low + ((high - low) * (0.3 + (0.4 * _random.NextDouble())))),
            DataType.Enumeration when rule.EnumList.Count > 0 => rule.EnumList[_random.Next(rule.EnumList.Count)],
            DataType.Text when rule.EnumList.Count > 0 => rule.EnumList[_random.Next(rule.EnumList.Count)],
            DataType.Boolean => _random.Next(2) == 1,
            DataType.DateTime => TimeProvider.System.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
            DataType.JsonObject => new JsonObject { ["simulated"] = true },
            DataType.TextList => new JsonArray("simulated"),
            _ => rule.MaxLength < "simulated".Length ? "" : "simulated",
        };
    }

    JsonNode? Next(ValueRule rule, JsonNode? present)
    {
        if (rule.IsNumeric && present is JsonValue value && value.TryGetValue<double>(out var number))
        {
            var (low, high) = Range(rule);
            var moved = number + ((high - low) * Stride * ((2 * _random.NextDouble()) - 1));
            // What would leave the range turns back into it.
            return Number(rule, moved < low ? (2 * low) - moved : moved > high ? (2 * high) - moved : moved);
        }
        return rule.Type == DataType.DateTime || _random.NextDouble() < ChangeChance ? First(rule) : present?.DeepClone();
    }

    static (double Low, double High) Range(ValueRule rule)
    {
        var low = Bound(rule.Min);
        var high = Bound(rule.Max);
        return (low ?? Math.Min(LowDefault, high ?? LowDefault), high ?? Math.Max(HighDefault, low ?? HighDefault));
    }

    static double? Bound(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ? bound : null;

    static JsonNode Number(ValueRule rule, double value)
    {
        var (low, high) = Range(rule);
        value = Math.Clamp(rule.Step is > 0 and var step ? Math.Round(value / step) * step : value, low, high);
        // A JsonValue of double whatever the type, so that the next step reads it; a whole one is written without a fraction.
        return rule.Type == DataType.Number ? Math.Round(value, 2) : Math.Clamp(Math.Round(value), Math.Ceiling(low), Math.Floor(high));
    }
}
