using System.Text.Json;

namespace Dukou.Protocol.Iotda;

/// <summary>One thing wrong with a product model.</summary>
/// <param name="Path">Where, for example <c>service_capabilities[0].properties[2].max</c>.</param>
/// <param name="Sentence">What, for a person.</param>
public readonly record struct ModelMistake(string Path, string Sentence);

/// <summary>What a product's devices can report and do: IoTDA's <c>service_capabilities</c> (G:add_product). Immutable and shared by all
/// connections of the product; the text is kept as it was given, so that it can be returned so.</summary>
public sealed class ProductModel
{
    /// <summary>Most services of a product, and most properties, commands and events of a service.</summary>
    public const int CountMax = 500;

    /// <summary>Longest text of a model in bytes: 500 kB.</summary>
    public const int BytesMax = 500 * 1024;

    readonly Utf8Table<ServiceCapability> _byId;
    readonly byte[] _json;

    internal ProductModel(IReadOnlyList<ServiceCapability> services, byte[] json)
    {
        Services = services;
        _json = json;
        _byId = new(services.Select(static service => (service.ServiceId, service)));
    }

    /// <summary>A product without services: its devices can use messages only.</summary>
    public static ProductModel Empty { get; } = new([], "[]"u8.ToArray());

    /// <summary>The services in the order given.</summary>
    public IReadOnlyList<ServiceCapability> Services { get; }

    /// <summary>The array as it was given, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Json => _json;

    /// <summary>Finds a service by its UTF-8 id.</summary>
    public ServiceCapability? FindService(ReadOnlySpan<byte> serviceId) => _byId.Find(serviceId);

    /// <summary>Finds a service by id.</summary>
    public ServiceCapability? FindService(string serviceId) => _byId.Find(System.Text.Encoding.UTF8.GetBytes(serviceId));

    /// <summary>Reads a <c>service_capabilities</c> array. Every mistake is found, not just the first; a model with any is not built.</summary>
    public static bool TryParse(JsonElement serviceCapabilities, out ProductModel model, out IReadOnlyList<ModelMistake> mistakes)
    {
        var reader = new ProductModelReader();
        model = reader.Read(serviceCapabilities);
        mistakes = reader.Mistakes;
        return mistakes.Count == 0;
    }

    /// <summary>Reads the text that <see cref="Json"/> gave; for a text that was accepted before.</summary>
    /// <exception cref="FormatException">The text is no valid model.</exception>
    public static ProductModel Parse(ReadOnlySpan<byte> json)
    {
        if (!JsonText.TryParse(json, out var root, out var broken))
            throw new FormatException($"{broken.Sentence} (byte {broken.Offset})");
        return TryParse(root, out var model, out var mistakes) ? model : throw new FormatException($"{mistakes[0].Path}: {mistakes[0].Sentence}");
    }

    /// <summary>Writes the array as it was given.</summary>
    public void WriteTo(Utf8JsonWriter writer) => writer.WriteRawValue(_json, skipInputValidation: true);

    internal ServiceCapability? FindService(ref Utf8JsonReader reader) => _byId.Find(ref reader);
}
