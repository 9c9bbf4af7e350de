using System.Text.Json;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk;
using Dukou.ApplicationSdk.Models;
using Dukou.Server;

namespace Dukou.Cli.Products;

/// <summary>
/// A product as a file: what <c>product export</c> writes, as JSON or as the vendor's profile zip. Read is also a model alone,
/// <c>{"services":[…]}</c> or the bare list, as the vendor's console shows it.
/// </summary>
static class ProductFile
{
    public const string DeviceTypeDefault = "Device";

    /// <exception cref="PlatformStartException">The file can't be read as a product.</exception>
    public static async Task<AddProduct> ReadAsync(string path, string? name, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            // The head of a zip's first entry.
            if (bytes is [(byte)'P', (byte)'K', 3, 4, ..])
            {
                var profile = ProductProfile.Read(new MemoryStream(bytes));
                return name is null ? profile : profile with { Name = name };
            }
            using var reader = new StreamReader(new MemoryStream(bytes));
            var json = JsonNode.Parse(await reader.ReadToEndAsync(cancellationToken));
            var product = json is JsonArray services ? new JsonObject { ["service_capabilities"] = services } : (json ?? throw new JsonException("null")).AsObject();
            if (product["services"] is JsonArray named && product["service_capabilities"] is null)
                product["service_capabilities"] = named.DeepClone();
            product["name"] = name ?? (string?)product["name"] ?? Path.GetFileNameWithoutExtension(path);
            product["device_type"] ??= DeviceTypeDefault;
            product["protocol_type"] ??= "MQTT";
            product["data_format"] ??= "json";
            product["service_capabilities"] ??= new JsonArray();
            return product.Deserialize<AddProduct>()!; // An object, not the literal null.
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new PlatformStartException([Phrase.Of("product.unreadable", path, failure.Message)]);
        }
    }

    /// <summary>Writes the file: a name that ends in <c>.zip</c> asks for the profile zip.</summary>
    public static async Task WriteAsync(string path, ShowProductResponse product, CancellationToken cancellationToken)
    {
        if (!path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            await File.WriteAllTextAsync(path, Text(product), cancellationToken);
            return;
        }
        using var zip = new MemoryStream();
        ProductProfile.Write(zip, Portable(product));
        await File.WriteAllBytesAsync(path, zip.ToArray(), cancellationToken);
    }

    public static string Text(ShowProductResponse product) => JsonSerializer.Serialize(Portable(product), Indented) + "\n";

    /// <summary>The product without what the platform gave it: its id, its space and its times.</summary>
    static AddProduct Portable(ShowProductResponse product) => new()
    {
        Name = product.Name ?? "",
        DeviceType = product.DeviceType ?? DeviceTypeDefault,
        ProtocolType = product.ProtocolType ?? "MQTT",
        DataFormat = product.DataFormat ?? "json",
        ManufacturerName = product.ManufacturerName,
        Industry = product.Industry,
        Description = product.Description,
        ServiceCapabilities = product.ServiceCapabilities ?? [],
    };

    static readonly JsonSerializerOptions Indented = new(Machine.Json) { WriteIndented = true, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
}
