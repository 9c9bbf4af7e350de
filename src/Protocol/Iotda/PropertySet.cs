using System.Runtime.InteropServices;
using System.Text.Json;

namespace Dukou.Protocol.Iotda;

/// <summary>Checks a property setting before it goes down (D:0035): every property must be in the model with W in its method, and its value must fit.
/// Services whose id starts with <c>$</c> belong to the platform and are exempt.</summary>
public static class PropertySet
{
    /// <summary>Longest <c>services</c> array in bytes: 256 KB (D:0035).</summary>
    public const int BytesMax = 256 * 1024;

    /// <summary>Every reason to refuse a <c>services</c> array, or nothing.</summary>
    public static IReadOnlyList<Misfit> Validate(JsonElement services, ProductModel model)
    {
        var misfits = new List<Misfit>();
        if (!ModelCheck.IsSound(services, JsonValueKind.Array, "an array `services`", "", misfits))
            return misfits;
        var length = JsonMarshal.GetRawUtf8Value(services).Length;
        if (length > BytesMax)
            return [new(MisfitCode.Malformed, "", "services", $"at most {BytesMax} bytes", $"{length}")];
        foreach (var entry in services.EnumerateArray())
        {
            var serviceId = entry.ValueKind == JsonValueKind.Object ? entry.Text("service_id") : null;
            if (serviceId is null)
                misfits.Add(new(MisfitCode.Malformed, "", "services", "objects with `service_id` and `properties`", ModelCheck.Describe(entry)));
            else if (entry.Member("properties") is not { ValueKind: JsonValueKind.Object } properties)
                misfits.Add(new(MisfitCode.Malformed, serviceId, "properties", "an object", ModelCheck.Describe(entry.Member("properties") ?? default)));
            else if (!serviceId.StartsWith('$') && ModelCheck.Service(serviceId, model, misfits) is { } service)
                Judge(properties, service, misfits);
        }

        return misfits;
    }

    static void Judge(JsonElement properties, ServiceCapability service, List<Misfit> misfits)
    {
        foreach (var member in properties.EnumerateObject())
        {
            if (ModelCheck.Property(member.Name, member.Value, service, misfits) is not { } property)
                continue;
            if (!property.IsWritable)
                misfits.Add(new(MisfitCode.NotWritable, service.ServiceId, member.Name, "W in the method", property.Method));
            else
                ModelCheck.Value(member.Value, property.Rule, service.ServiceId, member.Name, misfits);
        }
    }
}
