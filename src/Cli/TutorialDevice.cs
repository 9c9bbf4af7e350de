using System.Text.Json.Nodes;
using Dukou.ApplicationSdk;
using Dukou.ApplicationSdk.Models;

namespace Dukou.Cli;

/// <summary>
/// The product and the device of the tutorial: our own, with a generated secret, or those that the QuecPython tutorial's published
/// script names. The latter's secret is known to the world, so it is registered only where nobody else can connect.
/// </summary>
sealed record TutorialDevice(string ProductId, string NodeId, string? KnownSecret, ServiceCapability Service, string Para, string Value)
{
    public const string PublishedImei = "868540050954037";
    const string ProductName = "Tutorial";

    public string DeviceId => $"{ProductId}_{NodeId}";

    public string ServiceId => Service.ServiceId!; // Given below, as the command is.

    public string CommandName => Service.Commands![0].CommandName!;

    /// <summary>The body of the tutorial's command.</summary>
    public DeviceCommandRequest Command => new() { ServiceId = ServiceId, CommandName = CommandName, Paras = new JsonObject { [Para] = Value } };

    public static TutorialDevice Own() => new("tutorial", "room", null, new()
    {
        ServiceId = "Environment",
        ServiceType = "Environment",
        Properties =
        [
            new() { PropertyName = "temperature", DataType = "decimal", Min = "-40", Max = "125", Method = "RE" },
            new() { PropertyName = "humidity", DataType = "int", Min = "0", Max = "100", Method = "RE" },
        ],
        Commands =
        [
            new()
            {
                CommandName = "SET_LIGHT",
                Paras = [new() { ParaName = "on", DataType = "string", EnumList = ["ON", "OFF"], MaxLength = 3, Required = true }],
                Responses = [new() { ResponseName = "cmdResponses", Paras = [new() { ParaName = "result", DataType = "string", MaxLength = 64 }] }],
            },
        ],
    }, "on", "ON");

    /// <summary>Of the published script; its device is named after the module's IMEI.</summary>
    public static TutorialDevice Published() => new("5fbbb784b4ec2202e982e643", PublishedImei, "ac4263b86eaf6442997a", new()
    {
        ServiceId = "WaterMeterControl",
        ServiceType = "WaterMeterControl",
        Properties = [new() { PropertyName = "state", DataType = "string", MaxLength = 64, Method = "RE" }],
        Commands = [new() { CommandName = "SET_STATE", Paras = [new() { ParaName = "state", DataType = "string", MaxLength = 64 }], Responses = [] }],
    }, "state", "open");

    /// <summary>Registers what is not there yet and returns the device's secret.</summary>
    public async Task<string> RegisterAsync(ApplicationClient client, CancellationToken cancellationToken)
    {
        // Asked by lists, which answer whatever is there: a refusal would stand in the person's traces.
        if (!await ProductExistsAsync(client, cancellationToken))
            await client.CreateProductAsync(new()
            {
                ProductId = ProductId,
                Name = ProductName,
                DeviceType = "Tutorial",
                ProtocolType = "MQTT",
                DataFormat = "json",
                ServiceCapabilities = [Service],
            }, cancellationToken);
        var auth = await DeviceExistsAsync(client, cancellationToken)
            ? (await client.ShowDeviceAsync(DeviceId, cancellationToken)).AuthInfo
            : (await client.AddDeviceAsync(new() { NodeId = NodeId, ProductId = ProductId, AuthInfo = new() { AuthType = "SECRET", SecureAccess = false, Secret = KnownSecret } }, cancellationToken)).AuthInfo;
        return auth!.Secret!; // Both operations answer with the secret.
    }

    /// <summary>Deletes both; false when neither was there.</summary>
    public async Task<bool> RemoveAsync(ApplicationClient client, CancellationToken cancellationToken)
    {
        var (device, product) = (await DeviceExistsAsync(client, cancellationToken), await ProductExistsAsync(client, cancellationToken));
        if (device)
            await client.DeleteDeviceAsync(DeviceId, cancellationToken);
        if (product)
            await client.DeleteProductAsync(ProductId, cancellationToken: cancellationToken);
        return device || product;
    }

    async Task<bool> ProductExistsAsync(ApplicationClient client, CancellationToken cancellationToken) =>
        await client.EnumerateProductsAsync(new() { ProductName = ProductName }, cancellationToken).AnyAsync(product => product.ProductId == ProductId, cancellationToken);

    async Task<bool> DeviceExistsAsync(ApplicationClient client, CancellationToken cancellationToken) =>
        await client.EnumerateDevicesAsync(new() { NodeId = NodeId, ProductId = ProductId }, cancellationToken).AnyAsync(device => device.DeviceId == DeviceId, cancellationToken);
}
