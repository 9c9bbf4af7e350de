using Dukou.Server.Api;
using Dukou.Server.Cluster;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Products;

/// <summary>Declares a topic of a product. Devices that are connected may use it at once.</summary>
[Operation("POST", "products/{productId}/topics", Own = true, Success = StatusCodes.Status201Created, Group = "product")]
static class AddTopic
{
    public static async Task<ProductTopic> Handle(string productId, Request body, [FromQuery(Name = "app_id")] string? appId, ProductStore products, RowId rowIds, IClusterLink link,
        TimeProvider clock, CancellationToken cancellationToken)
    {
        new Check()
            .Required(body.Topic, "topic").Text(body.Topic, "topic", ProductTopic.SuffixBytesMax, ProductTopic.Suffixes)
            .Required(body.Operation, "operation").OneOf(body.Operation, "operation", "PUBLISH", "SUBSCRIBE", "ALL")
            .Text(body.Description, "description", 128, Patterns.DisplayName, min: 0)
            .Done();
        var known = products.Get(appId, productId);
        var topic = new ProductTopic(rowIds.Next(), body.Topic!, body.Operation!, body.Description, clock.GetUtcNow());
        await products.UpdateAsync(known.AppId, productId, product =>
        {
            if (product.Topics.Any(declared => declared.Topic == topic.Topic))
                throw Errors.InvalidRequest($"topic: the product {productId} has the topic {topic.Topic} already.");
            if (product.Topics.Count >= ProductTopic.CountMax)
                throw Errors.Forbidden($"The product {productId} has {ProductTopic.CountMax} topics already, which is the most; delete one first.");
            return product with { Topics = [.. product.Topics, topic] };
        }, cancellationToken);
        await link.InvalidateAsync(CachedKind.Product, ProductStore.CacheId(known.AppId, productId), cancellationToken);
        return topic;
    }

    public sealed record Request(string? Topic, string? Operation, string? Description);
}
