using System.Text.Json;

namespace Dukou.Server.Products;

/// <summary>A product as the API answers it; in lists without its model.</summary>
sealed record ProductResponse(string AppId, string AppName, string ProductId, string Name, string DeviceType, string ProtocolType, string DataFormat,
    string? ManufacturerName, string? Industry, string? Description, JsonElement? ServiceCapabilities, DateTimeOffset CreateTime)
{
    public static ProductResponse Of(Product product, string appName) => new(product.AppId, appName, product.ProductId, product.Name, product.DeviceType,
        product.ProtocolType, product.DataFormat, product.ManufacturerName, product.Industry, product.Description,
        JsonSerializer.Deserialize<JsonElement>(product.Model.Json.Span), product.CreateTime);
}
