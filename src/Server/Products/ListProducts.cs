using Dukou.Server.Api;
using Dukou.Server.Spaces;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Products;

/// <summary>Lists products without their models, newest first.</summary>
[Operation("GET", "products")]
static class ListProducts
{
    public static Response Handle([AsParameters] Paging paging, [FromQuery(Name = "app_id")] string? appId, [FromQuery(Name = "product_name")] string? productName,
        ProductStore products, SpaceStore spaces)
    {
        new Check().Text(appId, "app_id", 36, Patterns.Id).Text(productName, "product_name", 64).Done();
        if (appId is not null)
            spaces.Get(appId);
        var (found, page) = products.List(appId, productName, paging.Checked());
        return new(found, page);
    }

    public sealed record Response(IReadOnlyList<ProductResponse> Products, Page Page);
}
