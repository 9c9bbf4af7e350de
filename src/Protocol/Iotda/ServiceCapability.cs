namespace Dukou.Protocol.Iotda;

/// <summary>One service of a product model (G:service_capability). Immutable; lookups take the bytes of a payload.</summary>
public sealed class ServiceCapability
{
    readonly Utf8Table<ServiceProperty> _byName;
    readonly Dictionary<string, ServiceCommand> _commands;

    internal ServiceCapability(string serviceId, IReadOnlyList<ServiceProperty> properties, IReadOnlyList<ServiceCommand> commands)
    {
        ServiceId = serviceId;
        Properties = properties;
        InOrder = [.. properties];
        NamesInOrder = [.. properties.Select(static property => System.Text.Encoding.UTF8.GetBytes($"\"{property.PropertyName}\""))];
        Commands = commands;
        _byName = new(properties.Select(static property => (property.PropertyName, property)));
        _commands = commands.ToDictionary(static command => command.CommandName, StringComparer.Ordinal);
    }

    /// <summary>Unique in the product, at most 64 characters, case-sensitive.</summary>
    public string ServiceId { get; }

    /// <summary>A label for people.</summary>
    public string? ServiceType { get; internal init; }

    /// <summary>A text for people.</summary>
    public string? Description { get; internal init; }

    /// <summary><c>Master</c>, <c>Mandatory</c> or <c>Optional</c>: a label without function.</summary>
    public string Option { get; internal init; } = "Optional";

    /// <summary>The properties in the model's order.</summary>
    public IReadOnlyList<ServiceProperty> Properties { get; }

    /// <summary>The commands in the model's order.</summary>
    public IReadOnlyList<ServiceCommand> Commands { get; }

    internal ServiceProperty[] InOrder { get; }

    /// <summary>The names of <see cref="InOrder"/> between quotes, as they stand in a payload without escapes.</summary>
    internal byte[][] NamesInOrder { get; }

    /// <summary>Finds a property by its UTF-8 name.</summary>
    public ServiceProperty? FindProperty(ReadOnlySpan<byte> name) => _byName.Find(name);

    /// <summary>Finds a property by name.</summary>
    public ServiceProperty? FindProperty(string name) => _byName.Find(System.Text.Encoding.UTF8.GetBytes(name));

    /// <summary>Finds a command by name.</summary>
    public ServiceCommand? FindCommand(string name) => _commands.GetValueOrDefault(name);

    internal ServiceProperty? FindProperty(ReadOnlySpan<byte> name, out int place) => _byName.Find(name, out place);

    internal ServiceProperty? FindProperty(ref System.Text.Json.Utf8JsonReader reader) => _byName.Find(ref reader);
}

/// <summary>A property of a service (G:service_property).</summary>
/// <param name="PropertyName">Unique in the service, at most 64 characters, case-sensitive.</param>
/// <param name="Method">R, W, E in one of seven combinations: readable, writable, observable.</param>
/// <param name="Rule">What its values must be.</param>
/// <param name="DefaultValue">JSON text written to the shadow's desired section when a device is created; null for none.</param>
public sealed record ServiceProperty(string PropertyName, string Method, ValueRule Rule, string? DefaultValue)
{
    /// <summary>The platform may set it.</summary>
    public bool IsWritable { get; } = Method.Contains('W');
}

/// <summary>A command of a service (G:service_command).</summary>
/// <param name="CommandName">Unique in the service, at most 64 characters.</param>
/// <param name="Paras">The parameters in the model's order.</param>
/// <param name="Responses">The answers that a device may give.</param>
public sealed record ServiceCommand(string CommandName, IReadOnlyList<ServiceCommandPara> Paras, IReadOnlyList<ServiceCommandResponse> Responses);

/// <summary>An answer to a command (G:service_command_response).</summary>
/// <param name="ResponseName">At most 128 characters.</param>
/// <param name="Paras">Its parameters.</param>
public sealed record ServiceCommandResponse(string ResponseName, IReadOnlyList<ServiceCommandPara> Paras);

/// <summary>A parameter of a command or response (G:service_command_para).</summary>
/// <param name="ParaName">At most 32 characters.</param>
/// <param name="Rule">What its values must be.</param>
public sealed record ServiceCommandPara(string ParaName, ValueRule Rule);
