using System.CommandLine;
using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Products;

/// <summary><c>dukou product create</c>: a product, with a model from a file or without one.</summary>
static class CreateProduct
{
    public static Command Verb()
    {
        var name = ApiVerb.Argument("argument.product.name", "NAME");
        var model = ApiVerb.Option<string?>("--model", "option.product.model", "FILE");
        var id = ApiVerb.Option<string?>("--id", "option.product.id", "ID");
        var type = ApiVerb.Option<string?>("--type", "option.product.type", "TYPE");
        var space = ApiVerb.Option<string?>("--app", "option.app", "ID");
        return ApiVerb.Create("verb.product.create", async call =>
        {
            var given = call.Parsed.GetValue(model) is { } file
                ? await ProductFile.ReadAsync(file, call.Parsed.GetValue(name), call.Token)
                : new AddProduct { Name = call.Parsed.GetRequiredValue(name), DeviceType = ProductFile.DeviceTypeDefault, ProtocolType = "MQTT", DataFormat = "json", ServiceCapabilities = [] };
            var created = await call.Client.CreateProductAsync(given with
            {
                ProductId = call.Parsed.GetValue(id) ?? given.ProductId,
                DeviceType = call.Parsed.GetValue(type) ?? given.DeviceType,
                AppId = call.Parsed.GetValue(space),
            }, call.Token);
            call.Say(created.ProductId ?? "", created);
            return 0;
        }, name, model, id, type, space);
    }
}
