using System.CommandLine;
using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Devices;

/// <summary><c>dukou device list</c>: devices newest first, without secrets.</summary>
static class ListDevices
{
    public static Command Verb()
    {
        var product = ApiVerb.Option<string?>("--product", "option.list.product", "ID");
        var name = ApiVerb.Option<string?>("--name", "option.list.name", "NAME");
        var node = ApiVerb.Option<string?>("--node", "option.list.node", "NODE_ID");
        var gateway = ApiVerb.Option<string?>("--gateway", "option.list.gateway", "DEVICE");
        return ApiVerb.Create("verb.device.list", async call =>
        {
            var columns = new Columns(Phrase.Of("column.device"), Phrase.Of("column.name"), Phrase.Of("column.status"), Phrase.Of("column.product"));
            var query = new ListDevicesQuery { ProductId = call.Parsed.GetValue(product), DeviceName = call.Parsed.GetValue(name), NodeId = call.Parsed.GetValue(node), GatewayId = call.Parsed.GetValue(gateway) };
            await foreach (var device in call.Client.EnumerateDevicesAsync(query, call.Token))
            {
                if (call.Json)
                    call.WriteLine(device);
                else
                    columns.Add(device.DeviceId, device.DeviceName, device.Status, device.ProductName ?? device.ProductId);
            }
            if (!call.Json)
                columns.Write(call.Output);
            return 0;
        }, product, name, node, gateway);
    }
}
