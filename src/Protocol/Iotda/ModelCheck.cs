using System.Runtime.InteropServices;
using System.Text.Json;

namespace Dukou.Protocol.Iotda;

/// <summary>What the checks of application bodies share: they name every misfit at once and never throw.</summary>
static class ModelCheck
{
    /// <summary>False, with a misfit, for an element of another kind or one whose strings cannot be read.</summary>
    public static bool IsSound(JsonElement element, JsonValueKind kind, string expected, string service, List<Misfit> misfits)
    {
        if (element.ValueKind != kind)
            misfits.Add(new(MisfitCode.Malformed, service, null, expected, Describe(element)));
        else if (!JsonText.IsSound(JsonMarshal.GetRawUtf8Value(element), out var mistake))
            misfits.Add(new(MisfitCode.Malformed, service, null, expected, mistake.Sentence));
        else
            return true;
        return false;
    }

    /// <summary>The service, or null with a misfit.</summary>
    public static ServiceCapability? Service(string serviceId, ProductModel model, List<Misfit> misfits)
    {
        var service = model.FindService(serviceId);
        if (service is null)
        {
            var nearest = NearestName.Of(serviceId, model.Services.Select(static item => item.ServiceId));
            misfits.Add(new(MisfitCode.UnknownService, serviceId, null, "a service of the model", "", nearest));
        }

        return service;
    }

    /// <summary>The property, or null with a misfit.</summary>
    public static ServiceProperty? Property(string name, JsonElement value, ServiceCapability service, List<Misfit> misfits)
    {
        var property = service.FindProperty(name);
        if (property is null)
        {
            var nearest = NearestName.Of(name, service.Properties.Select(static item => item.PropertyName));
            misfits.Add(new(MisfitCode.UnknownProperty, service.ServiceId, name, "a property of the service", Describe(value), nearest));
        }

        return property;
    }

    /// <summary>Judges a value that is not null.</summary>
    public static void Value(JsonElement value, ValueRule rule, string service, string name, List<Misfit> misfits)
    {
        var json = JsonMarshal.GetRawUtf8Value(value);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var code = rule.Judge(ref reader);
        if (code != MisfitCode.None)
            misfits.Add(new(code, service, name, rule.Expectation(code), Misfit.Describe(json)));
    }

    public static string Describe(JsonElement value) =>
        value.ValueKind == JsonValueKind.Undefined ? "nothing" : Misfit.Describe(JsonMarshal.GetRawUtf8Value(value));
}
