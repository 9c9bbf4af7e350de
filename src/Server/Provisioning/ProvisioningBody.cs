using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Certificates;
using Dukou.Server.DevicePolicies;

namespace Dukou.Server.Provisioning;

/// <summary>
/// A template's body: <c>parameters</c> declares which attributes of the certificate are used, <c>resources.device</c> says what they become.
/// Each value is a <c>{"ref": parameter}</c>; the product may be fixed text.
/// </summary>
sealed class ProvisioningBody
{
    readonly HashSet<string> _parameters = [];
    readonly Dictionary<string, Value> _device = [];

    ProvisioningBody()
    {
    }

    /// <summary>Reads a body; every mistake becomes one of the check's.</summary>
    public static ProvisioningBody Read(Check check, JsonElement? given)
    {
        var body = new ProvisioningBody();
        if (given is not { ValueKind: JsonValueKind.Object } root)
        {
            check.That(false, "template_body", "is required and must be an object");
            return body;
        }
        body.ReadParameters(check, Member(root, "parameters"));
        var resources = Member(root, "resources");
        body.ReadDevice(check, Member(resources, "device"));
        body.ReadPolicies(check, Member(Member(resources, "policy"), "policy_ids"));
        return body;
    }

    /// <summary>The device policies that a new device is bound to.</summary>
    public IReadOnlyList<string> PolicyIds { get; private set; } = [];

    /// <summary>A stored body, which was checked.</summary>
    public static ProvisioningBody Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Read(new Check(), document.RootElement);
    }

    /// <summary>The value of a member such as <c>node_id</c>; null when the template says nothing. False when the certificate lacks the attribute.</summary>
    public bool TryValue(string member, X509Certificate2 certificate, out string? value, out string? missing)
    {
        missing = null;
        value = null;
        if (!_device.TryGetValue(member, out var known))
            return true;
        value = known.Parameter is { } parameter ? CertificateParameters.Of(certificate, parameter) : known.Text;
        missing = value is null ? known.Parameter : null;
        return value is not null;
    }

    void ReadParameters(Check check, JsonElement? parameters)
    {
        if (parameters is not { ValueKind: JsonValueKind.Object } declared)
        {
            check.That(false, "template_body.parameters", "is required and must be an object");
            return;
        }
        foreach (var parameter in declared.EnumerateObject())
        {
            check.That(CertificateParameters.IsKnown(parameter.Name), $"template_body.parameters.{parameter.Name}", $"is none of {string.Join(", ", CertificateParameters.Names)}")
                .That(Member(parameter.Value, "type") is { ValueKind: JsonValueKind.String } type && type.ValueEquals("String"), $"template_body.parameters.{parameter.Name}.type", "must be String");
            _parameters.Add(parameter.Name);
        }
    }

    void ReadDevice(Check check, JsonElement? device)
    {
        if (device is not { ValueKind: JsonValueKind.Object } members)
        {
            check.That(false, "template_body.resources.device", "is required and must be an object");
            return;
        }
        check.That(Member(members, "node_id") is not null, "template_body.resources.device.node_id", "is required")
            .That(Member(members, "product_id") is not null, "template_body.resources.device.product_id", "is required")
            .That(Member(members, "tags") is not { ValueKind: JsonValueKind.Array } tags || tags.GetArrayLength() == 0, "template_body.resources.device.tags", "tags of devices are not built yet");
        foreach (var name in new[] { "device_id", "node_id", "device_name", "product_id" })
            if (Member(members, name) is { } value)
                ReadValue(check, name, value);
    }

    void ReadPolicies(Check check, JsonElement? given)
    {
        if (given is not { } ids)
            return;
        var isList = ids.ValueKind == JsonValueKind.Array && ids.GetArrayLength() <= DevicePolicy.PerTargetMax && ids.EnumerateArray().All(id => id.ValueKind == JsonValueKind.String);
        check.That(isList, "template_body.resources.policy.policy_ids", $"must be a list of {DevicePolicy.PerTargetMax} policy ids at most");
        if (isList)
            PolicyIds = [.. ids.EnumerateArray().Select(id => id.GetString()!)];
    }

    void ReadValue(Check check, string name, JsonElement value)
    {
        var path = $"template_body.resources.device.{name}";
        if (value.ValueKind == JsonValueKind.String && name == "product_id")
            _device[name] = new(null, value.GetString());
        else if (Member(value, "ref") is { ValueKind: JsonValueKind.String } reference)
        {
            check.That(_parameters.Contains(reference.GetString()!), path + ".ref", $"'{reference.GetString()}' is not declared in parameters");
            _device[name] = new(reference.GetString(), null);
        }
        else
            check.That(false, path, name == "product_id" ? "must be a product id or {\"ref\": parameter}" : "must be {\"ref\": parameter}");
    }

    static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    sealed record Value(string? Parameter, string? Text);
}
