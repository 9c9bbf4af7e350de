using Dukou.Server.Api;

namespace Dukou.Server.Products;

/// <summary>Replaces the given members of a product; a given model replaces the whole model.</summary>
[Operation("PUT", "products/{productId}")]
static class UpdateProduct
{
    public static async Task<ProductResponse> Handle(string productId, CreateProduct.Request body, ProductStore products, CancellationToken cancellationToken)
    {
        var check = new Check().Fields(body);
        var model = check.Model(body.ServiceCapabilities);
        check.Done();

        var known = products.Get(body.AppId, productId);
        var updated = await products.UpdateAsync(known.AppId, productId, product => product with
        {
            Name = body.Name ?? product.Name,
            DeviceType = body.DeviceType ?? product.DeviceType,
            ProtocolType = body.ProtocolType ?? product.ProtocolType,
            DataFormat = body.DataFormat ?? product.DataFormat,
            Model = model ?? product.Model,
            ManufacturerName = body.ManufacturerName ?? product.ManufacturerName,
            Industry = body.Industry ?? product.Industry,
            Description = body.Description ?? product.Description,
        }, cancellationToken);
        return products.Response(updated);
    }
}
