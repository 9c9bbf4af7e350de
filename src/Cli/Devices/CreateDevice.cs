using System.CommandLine;
using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Devices;

/// <summary><c>dukou device create</c>: registers a device and shows the id and the secret that it connects with.</summary>
static class CreateDevice
{
    public static Command Verb()
    {
        var product = ApiVerb.Argument("argument.product", "PRODUCT");
        var node = ApiVerb.Argument("argument.node", "NODE_ID");
        var id = ApiVerb.Option<string?>("--id", "option.device.id", "ID");
        var name = ApiVerb.Option<string?>("--name", "option.device.name", "NAME");
        var secret = ApiVerb.Option<string?>("--secret", "option.device.secret", "SECRET");
        var gateway = ApiVerb.Option<string?>("--gateway", "option.device.gateway", "DEVICE");
        return ApiVerb.Create("verb.device.create", async call =>
        {
            var created = await call.Client.AddDeviceAsync(new AddDevice
            {
                ProductId = call.Parsed.GetRequiredValue(product),
                NodeId = call.Parsed.GetRequiredValue(node),
                DeviceId = call.Parsed.GetValue(id),
                DeviceName = call.Parsed.GetValue(name),
                GatewayId = call.Parsed.GetValue(gateway),
                AuthInfo = call.Parsed.GetValue(gateway) is null ? new AuthInfo { AuthType = "SECRET", Secret = call.Parsed.GetValue(secret) } : null,
            }, call.Token);
            call.Say($"{created.DeviceId}  {created.AuthInfo?.Secret}".TrimEnd(), created);
            return 0;
        }, product, node, id, name, secret, gateway);
    }
}
