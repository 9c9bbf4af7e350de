using System.Text.Json;

namespace Dukou.Protocol.Iotda.Payloads;

/// <summary>A command on its way down (D:3014).</summary>
/// <param name="ObjectDeviceId">The child it is for; null for the device itself.</param>
/// <param name="ServiceId">A service of the model; null when the paras are free.</param>
/// <param name="CommandName">A command of that service.</param>
/// <param name="Paras">An object, relayed as the application gave it; undefined is written as an empty one.</param>
public sealed record Command(string? ObjectDeviceId, string? ServiceId, string? CommandName, JsonElement Paras) : IPayload
{
    /// <summary>Reads a command on the device's side.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Command command, out PayloadMistake mistake)
    {
        var isRead = JsonText.TryParseObject(payload, out var root, out mistake);
        command = isRead ? new(root.Text("object_device_id"), root.Text("service_id"), root.Text("command_name"), root.Member("paras") ?? default) : null!;
        return isRead;
    }

    /// <inheritdoc/>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Optional("object_device_id", ObjectDeviceId);
        writer.Optional("service_id", ServiceId);
        writer.Optional("command_name", CommandName);
        writer.Raw("paras", Paras);
        writer.WriteEndObject();
    }
}

/// <summary>A device's answer to a command (D:3014). The platform relays the JSON as it came; this is what it understands of it.</summary>
/// <param name="ResultCode">0 is success, also when absent.</param>
/// <param name="ResponseName">A response of the model.</param>
/// <param name="Paras">The response's parameters; undefined when absent.</param>
/// <param name="Json">The whole answer as it came.</param>
public sealed record CommandResponse(long ResultCode, string? ResponseName, JsonElement Paras, JsonElement Json) : IPayload
{
    /// <summary>An answer of a device to be written.</summary>
    public static CommandResponse Of(long resultCode, string? responseName, JsonElement paras) => new(resultCode, responseName, paras, default);

    /// <summary>Reads an answer.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out CommandResponse response, out PayloadMistake mistake)
    {
        var isRead = JsonText.TryParseObject(payload, out var root, out mistake);
        response = isRead ? new(root.Integer("result_code") ?? 0, root.Text("response_name"), root.Member("paras") ?? default, root) : null!;
        return isRead;
    }

    /// <inheritdoc/>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("result_code", ResultCode);
        writer.Optional("response_name", ResponseName);
        if (Paras.ValueKind != JsonValueKind.Undefined)
            writer.Raw("paras", Paras);
        writer.WriteEndObject();
    }
}
