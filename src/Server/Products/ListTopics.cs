using Dukou.Server.Api;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Products;

/// <summary>Lists the topics that a product declares, in the order of their declaration; at most <see cref="ProductTopic.CountMax"/>.</summary>
[Operation("GET", "products/{productId}/topics", Own = true, Group = "product")]
static class ListTopics
{
    public static Response Handle(string productId, [FromQuery(Name = "app_id")] string? appId, ProductStore products) => new(products.Get(appId, productId).Topics);

    public sealed record Response(IReadOnlyList<ProductTopic> Topics);
}
