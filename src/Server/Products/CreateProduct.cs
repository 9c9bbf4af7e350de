using System.Security.Cryptography;
using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Spaces;

namespace Dukou.Server.Products;

/// <summary>Creates a product with its model. The product id is the caller's, or 24 hexadecimal digits.</summary>
[Operation("POST", "products")]
static class CreateProduct
{
    public static async Task<ProductResponse> Handle(Request body, ProductStore products, SpaceStore spaces, TimeProvider clock, CancellationToken cancellationToken)
    {
        var check = new Check()
            .Required(body.Name, "name").Required(body.DeviceType, "device_type").Required(body.ProtocolType, "protocol_type")
            .Required(body.ServiceCapabilities, "service_capabilities")
            .Text(body.ProductId, "product_id", 36, Patterns.Id)
            .Fields(body);
        var model = check.Model(body.ServiceCapabilities);
        check.Done();

        var space = spaces.Get(body.AppId);
        var product = await products.AddAsync(
            new Product(space.AppId, body.ProductId ?? RandomNumberGenerator.GetHexString(24, lowercase: true), body.Name!, body.DeviceType!, body.ProtocolType!, body.DataFormat ?? "json", model!, clock.GetUtcNow())
            {
                ManufacturerName = body.ManufacturerName,
                Industry = body.Industry,
                Description = body.Description,
            }, cancellationToken);
        return products.Response(product);
    }

    public sealed record Request(string? ProductId, string? Name, string? DeviceType, string? ProtocolType, string? DataFormat, JsonElement? ServiceCapabilities,
        string? ManufacturerName, string? Industry, string? Description, string? AppId);
}
