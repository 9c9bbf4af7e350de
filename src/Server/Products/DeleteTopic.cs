using Dukou.Server.Api;
using Dukou.Server.Cluster;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Products;

/// <summary>Takes a topic back: devices may not publish on it any more, and new subscriptions are refused. Existing ones stay.</summary>
[Operation("DELETE", "products/{productId}/topics/{topicId}", Own = true, Success = StatusCodes.Status204NoContent, Group = "product")]
static class DeleteTopic
{
    public static async Task<NoContent> Handle(string productId, string topicId, [FromQuery(Name = "app_id")] string? appId, ProductStore products, IClusterLink link,
        CancellationToken cancellationToken)
    {
        var known = products.Get(appId, productId);
        await products.UpdateAsync(known.AppId, productId, product =>
        {
            var rest = product.Topics.Where(declared => declared.TopicId != topicId).ToList();
            return rest.Count < product.Topics.Count
                ? product with { Topics = rest }
                : throw new IotdaException(new(404, "IOTDA.000029", $"The product {productId} has no topic with the id {topicId}."));
        }, cancellationToken);
        await link.InvalidateAsync(CachedKind.Product, ProductStore.CacheId(known.AppId, productId), cancellationToken);
        return TypedResults.NoContent();
    }
}
