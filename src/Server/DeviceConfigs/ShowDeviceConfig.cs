using Dukou.Server.Api;

namespace Dukou.Server.DeviceConfigs;

/// <summary>Shows how far a configuration has come: an operation of our own.</summary>
[Operation("GET", "device-configs/{configId}", Own = true, Group = "device configuration")]
static class ShowDeviceConfig
{
    public static DeviceConfigResponse Handle(string configId, DeviceConfigStore configs) => DeviceConfigResponse.Of(configs.Find(configId) ?? throw NotFound(configId));

    public static IotdaException NotFound(string configId) => new(new(404, "IOTDA.000029", $"There is no configuration {configId}."));
}
