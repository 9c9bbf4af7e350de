using System.Text.Json;

namespace Dukou.Bench.Load;

/// <summary>A file for <c>dukou up --seed</c>: one product of five properties and a command, and devices of it.</summary>
static class SeedFile
{
    public const string Services = """
        [{
          "service_id": "environment", "service_type": "environment",
          "properties": [
            {"property_name": "temperature", "data_type": "decimal", "min": "-40", "max": "125", "method": "RE"},
            {"property_name": "humidity", "data_type": "decimal", "min": "0", "max": "100", "method": "RE"},
            {"property_name": "co2", "data_type": "int", "min": "0", "max": "10000", "method": "RE"},
            {"property_name": "seq", "data_type": "int", "min": "0", "max": "1000000000", "method": "RE"},
            {"property_name": "state", "data_type": "string", "max_length": 4096, "method": "RE"}
          ],
          "commands": [{
            "command_name": "SET", "paras": [{"para_name": "level", "data_type": "int", "min": "0", "max": "100", "required": true}],
            "responses": [{"response_name": "done", "paras": [{"para_name": "level", "data_type": "int"}]}]
          }]
        }]
        """;

    public static async Task WriteAsync(Stream output, int devices)
    {
        await using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartArray("products");
        json.WriteStartObject();
        json.WriteString("product_id", BenchDevice.ProductId);
        json.WriteString("name", "Bench");
        json.WriteString("device_type", "Room");
        json.WriteString("protocol_type", "MQTT");
        json.WriteString("data_format", "json");
        json.WritePropertyName("service_capabilities");
        json.WriteRawValue(Services);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("devices");
        for (var number = 0; number < devices; number++)
        {
            var device = new BenchDevice(number);
            json.WriteStartObject();
            json.WriteString("node_id", device.NodeId);
            json.WriteString("product_id", BenchDevice.ProductId);
            json.WriteStartObject("auth_info");
            json.WriteString("secret", device.Secret);
            json.WriteEndObject();
            json.WriteEndObject();
            if (number % 1000 == 0)
                await json.FlushAsync();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
