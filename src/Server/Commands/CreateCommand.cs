using System.Text.Json;
using System.Text.Json.Serialization;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Api;
using Dukou.Server.Cluster;
using Dukou.Server.Devices;
using Dukou.Server.Products;

namespace Dukou.Server.Commands;

/// <summary>Sends a synchronous command to a device and answers with what the device answered, within 20 s (D:0038).</summary>
[Operation("POST", "devices/{deviceId}/commands")]
static class CreateCommand
{
    public static async Task<Response> Handle(
        string deviceId, Request body, DeviceStore devices, ProductStore products, DeviceRequests requests, CancellationToken cancellationToken)
    {
        new Check().Text(body.ServiceId, "service_id", 64).Text(body.CommandName, "command_name", 128)
            .That(body.Paras.ValueKind == JsonValueKind.Object, "paras", "is required and must be an object").Done();
        var device = await devices.GetAsync(deviceId);
        var model = products.Find(device.AppId, device.ProductId)?.Model ?? ProductModel.Empty;
        ModelErrors.Throw(CommandParas.Validate(body.Paras, body.ServiceId, body.CommandName, model));

        var (commandId, answer) = await requests.SendAsync(device, DeviceTopicKind.Commands, RequestKind.Command,
            child => new Command(child, body.ServiceId, body.CommandName, body.Paras), cancellationToken);
        return answer is { } response
            ? new(commandId, response)
            : new(commandId, null) { ErrorCode = RequestTimedOut.Code, ErrorMsg = RequestTimedOut.Sentence };
    }

    public sealed record Request(string? ServiceId, string? CommandName, JsonElement Paras);

    public sealed record Response(string CommandId, [property: JsonPropertyName("response")] JsonElement? Answer)
    {
        public string? ErrorCode { get; init; }
        public string? ErrorMsg { get; init; }
    }
}
