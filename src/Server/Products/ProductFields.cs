using System.Text.Json;
using System.Text.RegularExpressions;
using Dukou.Protocol.Iotda;
using Dukou.Server.Api;

namespace Dukou.Server.Products;

/// <summary>The members of a product that CreateProduct and UpdateProduct share, and their rules (device-protocol 3.1).</summary>
static partial class ProductFields
{
    static readonly string[] Protocols = ["MQTT", "CoAP", "HTTP", "HTTPS", "Modbus", "ONVIF", "OPC-UA", "OPC-DA", "Other", "TCP", "UDP"];

    [GeneratedRegex(@"^[\s\u4e00-\u9fa5a-zA-Z0-9_?'#().,;&%@!\-，、：；。¥$！【】’‘“”（）？…～~/:]*\z")]
    private static partial Regex Prose { get; }

    public static Check Fields(this Check check, CreateProduct.Request body) => check
        .Text(body.AppId, "app_id", 36, Patterns.Id)
        .Text(body.Name, "name", 64, Patterns.Name)
        .Text(body.DeviceType, "device_type", 32, Patterns.Name)
        .OneOf(body.ProtocolType, "protocol_type", Protocols)
        .OneOf(body.DataFormat, "data_format", "json", "binary")
        .Text(body.ManufacturerName, "manufacturer_name", 32, Patterns.Name)
        .Text(body.Industry, "industry", 64, Patterns.Name)
        .Text(body.Description, "description", 128, Prose);

    /// <summary>Reads the model; every mistake in it becomes one of the check's. Absent gives null.</summary>
    public static ProductModel? Model(this Check check, JsonElement? serviceCapabilities)
    {
        if (serviceCapabilities is not { ValueKind: not JsonValueKind.Null } given)
            return null;
        if (ProductModel.TryParse(given, out var model, out var mistakes))
            return model;
        foreach (var mistake in mistakes)
            check.That(false, mistake.Path, mistake.Sentence);
        return null;
    }
}
