using System.Data.Common;
using System.Text.Json;
using Dukou.Server.Accounts;
using Dukou.Server.Devices;
using Dukou.Server.Products;
using Dukou.Server.Spaces;

namespace Dukou.Server.Seeding;

/// <summary>
/// The product and the device that a first start makes, so that a person can connect something within a minute. No property is
/// writable: a device that connects is sent nothing before its first command.
/// </summary>
sealed class Demo(ProductStore products, DeviceStore devices, DeviceRegistration registration, DeviceLifecycle lifecycle, SpaceStore spaces, TimeProvider clock)
{
    public const string ProductId = "demo";
    const string NodeId = "room";
    const string DeviceId = $"{ProductId}_{NodeId}";

    const string ServiceCapabilities = """
        [{
          "service_id": "Environment", "service_type": "Environment",
          "properties": [
            {"property_name": "temperature", "data_type": "decimal", "min": "-40", "max": "125", "step": 0.1, "unit": "°C", "method": "RE", "required": false},
            {"property_name": "humidity", "data_type": "int", "min": "0", "max": "100", "unit": "%", "method": "RE", "required": false}
          ],
          "commands": [{
            "command_name": "SET_LIGHT",
            "paras": [{"para_name": "on", "data_type": "string", "enum_list": ["ON", "OFF"], "max_length": 3, "required": true}],
            "responses": [{"response_name": "cmdResponses", "paras": [{"para_name": "result", "data_type": "string", "max_length": 64, "required": false}]}]
          }]
        }]
        """;

    // Kept so that a reset brings back the device that was printed.
    string? _secret;

    /// <summary>Makes both; after a reset with the secret that the device had before.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await CreateProduct.Handle(new(ProductId, "Demo", "Room", "MQTT", "json", JsonSerializer.Deserialize<JsonElement>(ServiceCapabilities), null, null,
            "A room with a thermometer and a light.", null), products, spaces, clock, cancellationToken);
        var device = await AddDevice.Handle(new(DeviceId, NodeId, "DemoRoom", ProductId, new("SECRET", _secret, null, false, null), null, null, null, null, null),
            registration, lifecycle, devices, cancellationToken);
        _secret = device.AuthInfo?.Secret;
    }

    /// <summary>The device with its secret; null when there is none or it has been deleted.</summary>
    public static DemoDevice? Find(DbConnection core, Secrets secrets) =>
        DeviceTable.Find(core, DeviceId) is { ProductId: ProductId } device && DeviceStore.OpenSecret(device, secrets) is { } secret
            ? new DemoDevice(ProductId, DeviceId, secret)
            : null;
}
