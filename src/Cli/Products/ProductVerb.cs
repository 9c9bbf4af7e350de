using System.CommandLine;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Products;

/// <summary><c>dukou product</c>: the kinds of devices and what they can say.</summary>
[Verb("product", 50)]
static class ProductVerb
{
    public static Command Verb() => ApiVerb.Group("verb.product", CreateProduct.Verb(), ListProducts.Verb(), ShowProduct.Verb(), ImportProduct.Verb(), ExportProduct.Verb(), DeleteProduct.Verb());

    public static Argument<string> Product() => ApiVerb.Argument("argument.product", "PRODUCT");
}
