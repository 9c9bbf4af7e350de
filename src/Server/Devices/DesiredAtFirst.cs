using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dukou.Protocol.Iotda;
using Dukou.Server.Api;

namespace Dukou.Server.Devices;

/// <summary>What a new device's shadow is to desire: the defaults of the product model, and the caller's values over them.</summary>
static partial class DesiredAtFirst
{
    // The schema says 32 characters and the pattern 64: the larger one holds.
    [GeneratedRegex(@"^[\u4e00-\u9fa5a-zA-Z0-9_?'#().,&%@!\-$]*\z")]
    private static partial Regex ServiceIds { get; }

    public static void Check(Check check, IReadOnlyList<AddDevice.ShadowRequest?> shadow)
    {
        for (var i = 0; i < shadow.Count; i++)
            check
                .Required(shadow[i]?.ServiceId, $"shadow[{i}].service_id").Text(shadow[i]?.ServiceId, $"shadow[{i}].service_id", 64, ServiceIds)
                .That(shadow[i]?.Desired is { ValueKind: JsonValueKind.Object }, $"shadow[{i}].desired", "is required and must be an object");
    }

    /// <exception cref="IotdaException">A value does not fit the model.</exception>
    public static IReadOnlyList<InitialDesired> Merge(ProductModel model, IReadOnlyList<AddDevice.ShadowRequest?> shadow)
    {
        var check = new Check();
        var services = new Dictionary<string, JsonObject>();
        foreach (var service in model.Services)
            foreach (var property in service.Properties.Where(property => property.DefaultValue is not null))
                Of(service.ServiceId)[property.PropertyName] = JsonNode.Parse(property.DefaultValue!);
        for (var i = 0; i < shadow.Count; i++)
        {
            var (serviceId, desired) = (shadow[i]!.ServiceId!, shadow[i]!.Desired!.Value);
            foreach (var misfit in DesiredShadow.Validate(desired, serviceId, model))
                check.That(false, $"shadow[{i}].desired", misfit.Sentence);
            foreach (var member in desired.EnumerateObject())
                // null says that there is to be no value, not even the default.
                if (member.Value.ValueKind == JsonValueKind.Null)
                    Of(serviceId).Remove(member.Name);
                else
                    Of(serviceId)[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }
        check.Done();
        return [.. services.Where(service => service.Value.Count > 0).Select(service => new InitialDesired(service.Key, JsonSerializer.SerializeToElement(service.Value)))];

        JsonObject Of(string serviceId) => services.TryGetValue(serviceId, out var known) ? known : services[serviceId] = [];
    }
}
