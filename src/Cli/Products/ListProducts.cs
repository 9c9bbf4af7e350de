using System.CommandLine;
using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Products;

/// <summary><c>dukou product list</c>.</summary>
static class ListProducts
{
    public static Command Verb()
    {
        var name = ApiVerb.Option<string?>("--name", "option.product.list.name", "NAME");
        return ApiVerb.Create("verb.product.list", async call =>
        {
            var columns = new Columns(Phrase.Of("column.product"), Phrase.Of("column.name"), Phrase.Of("column.type"), Phrase.Of("column.created"));
            await foreach (var product in call.Client.EnumerateProductsAsync(new ListProductsQuery { ProductName = call.Parsed.GetValue(name) }, call.Token))
            {
                if (call.Json)
                    call.WriteLine(product);
                else
                    columns.Add(product.ProductId, product.Name, product.DeviceType, product.CreateTime);
            }
            if (!call.Json)
                columns.Write(call.Output);
            return 0;
        }, name);
    }
}
