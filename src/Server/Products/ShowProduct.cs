using Dukou.Server.Api;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Products;

/// <summary>Shows a product with its model.</summary>
[Operation("GET", "products/{productId}")]
static class ShowProduct
{
    public static ProductResponse Handle(string productId, ProductStore products, [FromQuery(Name = "app_id")] string? appId) =>
        products.Response(products.Get(appId, productId));
}
