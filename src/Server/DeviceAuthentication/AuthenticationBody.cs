using System.Text.Json;
using Dukou.Server.Api;

namespace Dukou.Server.DeviceAuthentication;

/// <summary>
/// A template's body, compiled: <c>parameters</c> declares what is used, <c>resources</c> has the expressions of device id, time stamp and
/// password (V:iot_02_0209).
/// </summary>
sealed class AuthenticationBody
{
    const int CharactersMax = 4000;
    const int HashesMax = 2;
    const int Base64Max = 2;

    AuthenticationBody(Expression deviceId, TemplateTimestamp? timestamp, Expression? password)
    {
        DeviceId = deviceId;
        Timestamp = timestamp;
        Password = password;
    }

    public Expression DeviceId { get; }

    /// <summary>Null: not checked.</summary>
    public TemplateTimestamp? Timestamp { get; }

    /// <summary>What the CONNECT's password must be; null for templates whose devices come by certificate.</summary>
    public Expression? Password { get; }

    /// <summary>Reads a body; every mistake becomes one of the check's.</summary>
    public static AuthenticationBody? Read(Check check, JsonElement? given)
    {
        if (given is not { ValueKind: JsonValueKind.Object } root || Member(root, "resources") is not { ValueKind: JsonValueKind.Object } resources
            || Member(root, "parameters") is not { ValueKind: JsonValueKind.Object } declared)
        {
            check.That(false, "template_body", "must be an object with parameters and resources");
            return null;
        }
        var text = root.GetRawText();
        check.That(text.Length <= CharactersMax, "template_body", $"has {text.Length} characters; at most {CharactersMax} are allowed");
        foreach (var parameter in declared.EnumerateObject())
            check.That(TemplateInput.IsKnown(parameter.Name), $"template_body.parameters.{parameter.Name}", "is no parameter");
        var reader = new ExpressionReader(check, declared.EnumerateObject().Select(parameter => parameter.Name).ToHashSet());

        var deviceId = Part("device_id");
        check.That(deviceId is not null, "template_body.resources.device_id", "is required");
        var password = Part("password");
        var timestamp = TemplateTimestamp.Read(check, reader, Member(resources, "timestamp"));
        TemplateRules.Check(check, deviceId, timestamp?.Value, password, HashesMax, Base64Max);
        return deviceId is null ? null : new(deviceId, timestamp, password);

        Expression? Part(string name) => Member(resources, name) is { } value ? reader.Read(value, $"template_body.resources.{name}") : null;
    }

    /// <summary>A stored body, which was checked.</summary>
    public static AuthenticationBody Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Read(new Check(), document.RootElement) ?? throw new InvalidOperationException("A stored template has a device id.");
    }

    static JsonElement? Member(JsonElement element, string name) => element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;
}
