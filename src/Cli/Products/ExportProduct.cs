using System.CommandLine;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Products;

/// <summary><c>dukou product export</c>: a product as a file for another platform, or on standard output.</summary>
static class ExportProduct
{
    public static Command Verb()
    {
        var product = ProductVerb.Product();
        var output = ApiVerb.Option<string?>("--output", "option.product.output", "FILE");
        return ApiVerb.Create("verb.product.export", async call =>
        {
            var exported = await call.Client.ShowProductAsync(call.Parsed.GetRequiredValue(product), cancellationToken: call.Token);
            if (call.Parsed.GetValue(output) is { } file)
                await ProductFile.WriteAsync(file, exported, call.Token);
            else
                await call.Output.WriteAsync(ProductFile.Text(exported));
            return 0;
        }, product, output);
    }
}
