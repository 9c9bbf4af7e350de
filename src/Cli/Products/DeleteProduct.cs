using System.CommandLine;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Products;

/// <summary><c>dukou product delete</c>: a product that has no devices.</summary>
static class DeleteProduct
{
    public static Command Verb()
    {
        var product = ProductVerb.Product();
        return ApiVerb.Create("verb.product.delete", async call =>
        {
            var id = call.Parsed.GetRequiredValue(product);
            await call.Client.DeleteProductAsync(id, cancellationToken: call.Token);
            call.Say(Phrase.Of("product.deleted", id), new { product_id = id });
            return 0;
        }, product);
    }
}
