using System.Text.Json;

namespace Dukou.Protocol.Iotda.Payloads;

/// <summary>A device asks where its platform is (PS:iot_03_0004).</summary>
/// <param name="BaseStrategyKeyword">What a static policy of the vendor's provisioning service looks at; null when it was not sent.</param>
public sealed record BootstrapRequest(string? BaseStrategyKeyword) : IPayload
{
    /// <summary>Reads a request; most devices send an empty payload.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out BootstrapRequest request, out PayloadMistake mistake)
    {
        var isRead = JsonText.TryParseObject(payload, out var root, out mistake, mayBeEmpty: true);
        request = isRead ? new(root.Text("baseStrategyKeyword")) : null!;
        return isRead;
    }

    /// <inheritdoc/>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Optional("baseStrategyKeyword", BaseStrategyKeyword);
        writer.WriteEndObject();
    }
}

/// <summary>The answer (U:iot_03_0005): an address, or an error.</summary>
/// <param name="Address"><c>host:port</c>; null on failure.</param>
/// <param name="InitConfig">Text that the registration group holds for its devices, usually JSON.</param>
/// <param name="DeviceSecret">The device's own secret, when it came by the secret of its group (C and Go SDK).</param>
/// <param name="ErrorCode">Null on success.</param>
/// <param name="ErrorMsg">The sentence to it.</param>
public sealed record BootstrapAnswer(string? Address, string? InitConfig, string? DeviceSecret, string? ErrorCode = null, string? ErrorMsg = null) : IPayload
{
    /// <summary>Reads an answer on the device's side.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out BootstrapAnswer answer, out PayloadMistake mistake)
    {
        var isRead = JsonText.TryParseObject(payload, out var root, out mistake);
        answer = isRead ? new(root.Text("address"), root.Text("initConfig"), root.Text("deviceSecret"), root.Text("errorCode"), root.Text("errorMsg")) : null!;
        return isRead;
    }

    /// <inheritdoc/>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Optional("address", Address);
        writer.Optional("initConfig", InitConfig);
        writer.Optional("deviceSecret", DeviceSecret);
        writer.Optional("errorCode", ErrorCode);
        writer.Optional("errorMsg", ErrorMsg);
        writer.WriteEndObject();
    }
}
