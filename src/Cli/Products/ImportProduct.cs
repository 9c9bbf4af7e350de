using System.CommandLine;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Products;

/// <summary><c>dukou product import</c>: products out of files that <c>product export</c> or the vendor's console wrote.</summary>
static class ImportProduct
{
    public static Command Verb()
    {
        var files = new Argument<string[]>("FILE") { Description = Phrase.Of("argument.product.files"), Arity = ArgumentArity.OneOrMore };
        return ApiVerb.Create("verb.product.import", async call =>
        {
            foreach (var file in call.Parsed.GetRequiredValue(files))
            {
                var created = await call.Client.CreateProductAsync(await ProductFile.ReadAsync(file, null, call.Token), call.Token);
                call.Say($"{created.ProductId}  {Columns.Harmless(created.Name)}", created);
            }
            return 0;
        }, files);
    }
}
