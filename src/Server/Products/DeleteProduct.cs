using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Products;

/// <summary>Deletes a product that has no devices.</summary>
[Operation("DELETE", "products/{productId}")]
static class DeleteProduct
{
    public static async Task<NoContent> Handle(string productId, [FromQuery(Name = "app_id")] string? appId, ProductStore products, IEnumerable<IProductUse> uses,
        CancellationToken cancellationToken)
    {
        var product = products.Get(appId, productId);
        await products.DeleteAsync(product.AppId, productId, [.. uses], cancellationToken);
        return TypedResults.NoContent();
    }
}
