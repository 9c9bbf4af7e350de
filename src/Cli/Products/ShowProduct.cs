using System.CommandLine;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Products;

/// <summary><c>dukou product show</c>: a product with its model.</summary>
static class ShowProduct
{
    public static Command Verb()
    {
        var product = ProductVerb.Product();
        return ApiVerb.Create("verb.product.show", async call =>
        {
            call.Show(await call.Client.ShowProductAsync(call.Parsed.GetRequiredValue(product), cancellationToken: call.Token));
            return 0;
        }, product);
    }
}
