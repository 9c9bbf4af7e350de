using System.Globalization;
using System.Text.RegularExpressions;
using Dukou.ApplicationSdk.Models;

namespace Dukou.WebConsole.Products;

// A model while it is edited: what the SDK's records say, changeable, as forms hold it.

/// <summary>One service of the model under the editor's hands.</summary>
public sealed class ServiceDraft
{
    public string ServiceId { get; set; } = "";
    public string? Description { get; set; }
    public List<ValueDraft> Properties { get; } = [];
    public List<CommandDraft> Commands { get; } = [];
    public List<EventDraft> Events { get; } = [];
    public ServiceCapability? Source { get; private init; }

    public static ServiceDraft Of(ServiceCapability service)
    {
        var draft = new ServiceDraft { ServiceId = service.ServiceId ?? "", Description = service.Description, Source = service };
        draft.Properties.AddRange((service.Properties ?? []).Select(ValueDraft.Of));
        draft.Commands.AddRange((service.Commands ?? []).Select(CommandDraft.Of));
        draft.Events.AddRange((service.Events ?? []).Select(EventDraft.Of));
        return draft;
    }

    /// <summary>What the editor does not show (options, steps, default values) stays as it was.</summary>
    public ServiceCapability ToService() => (Source ?? new() { ServiceType = ServiceId.Trim() }) with
    {
        ServiceId = ServiceId.Trim(),
        Description = Description,
        Properties = [.. Properties.Select(property => property.ToProperty())],
        Commands = [.. Commands.Select(command => command.ToCommand())],
        Events = Events.Count == 0 && Source?.Events is null ? null : [.. Events.Select(happening => happening.ToEvent())],
    };

    /// <summary>The key of a sentence about the first thing that can't be; null when all is well.</summary>
    public string? Problem => !ModelName.Fits(ServiceId) ? "model.problem.name"
        : Properties.Select(property => property.Problem).Concat(Commands.Select(command => command.Problem)).Concat(Events.Select(happening => happening.Problem)).FirstOrDefault(problem => problem is not null)
            ?? (Twice(Properties.Select(property => property.Name)) || Twice(Commands.Select(command => command.Name)) || Twice(Events.Select(happening => happening.EventType)) ? "model.problem.twice" : null);

    static bool Twice(IEnumerable<string> names) => names.GroupBy(name => name.Trim()).Any(same => same.Count() > 1);
}

/// <summary>A property, or a parameter of a command or an event: a name with a type and its bounds.</summary>
public sealed class ValueDraft
{
    public static readonly string[] Types = ["int", "long", "decimal", "string", "boolean", "enum", "dateTime", "jsonObject", "string list"];

    public string Name { get; set; } = "";
    public string DataType { get; set; } = "int";
    public string? Min { get; set; }
    public string? Max { get; set; }
    public int? MaxLength { get; set; }
    public string? Unit { get; set; }
    public string EnumList { get; set; } = "";
    public bool Required { get; set; }
    public bool Writable { get; set; }
    public string? Description { get; set; }
    ServiceProperty? Property { get; init; }
    ServiceCommandPara? Para { get; init; }

    /// <summary>Which of its command's responses it belongs to.</summary>
    public int Response { get; private init; }

    public bool IsNumber => DataType is "int" or "long" or "decimal";
    public bool HasLength => DataType is "string" or "string list" or "jsonObject";
    public bool IsEnum => DataType == "enum";
    // A string may have a list of values, too (G:service_property).
    public bool HasChoices => DataType is "enum" or "string";

    public string? Problem => !HasOldName && !ModelName.Fits(Name) ? "model.problem.name"
        : IsNumber && (!IsNumberOrEmpty(Min) || !IsNumberOrEmpty(Max)) ? "model.problem.number"
        : IsNumber && Number(Min) > Number(Max) ? "model.problem.order"
        : IsEnum && Values.Count == 0 ? "model.problem.enum"
        : null;

    // What the platform has kept under a name that it would not be given here must not keep the rest from being saved.
    bool HasOldName => Name.Length > 0 && Name == (Property?.PropertyName ?? Para?.ParaName);

    List<string> Values => [.. EnumList.Split([',', '，', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    public static ValueDraft Of(ServiceProperty property) => new()
    {
        Property = property,
        Name = property.PropertyName ?? "",
        DataType = Known(property.DataType),
        Min = property.Min,
        Max = property.Max,
        MaxLength = property.MaxLength,
        Unit = property.Unit,
        EnumList = string.Join(", ", property.EnumList ?? []),
        Required = property.Required ?? false,
        Writable = property.Method?.Contains('W', StringComparison.Ordinal) ?? false,
        Description = property.Description,
    };

    public static ValueDraft Of(ServiceCommandPara para, int response = 0) => new()
    {
        Para = para,
        Response = response,
        Name = para.ParaName ?? "",
        DataType = Known(para.DataType),
        Min = para.Min,
        Max = para.Max,
        MaxLength = para.MaxLength,
        Unit = para.Unit,
        EnumList = string.Join(", ", para.EnumList ?? []),
        Required = para.Required ?? false,
        Description = para.Description,
    };

    public ServiceProperty ToProperty() => (Property ?? new()) with
    {
        PropertyName = Name.Trim(),
        DataType = DataType,
        Min = IsNumber ? None(Min) : null,
        Max = IsNumber ? None(Max) : null,
        MaxLength = HasLength ? MaxLength : null,
        Unit = None(Unit),
        EnumList = HasChoices && Values.Count > 0 ? Values : null,
        Required = Required,
        Method = Writable ? "RWE" : "RE",
        Description = None(Description),
    };

    public ServiceCommandPara ToPara() => (Para ?? new()) with
    {
        ParaName = Name.Trim(),
        DataType = DataType,
        Min = IsNumber ? None(Min) : null,
        Max = IsNumber ? None(Max) : null,
        MaxLength = HasLength ? MaxLength : null,
        Unit = None(Unit),
        EnumList = HasChoices && Values.Count > 0 ? Values : null,
        Required = Required,
        Description = None(Description),
    };

    static string Known(string? type) => Types.FirstOrDefault(known => string.Equals(known, type, StringComparison.OrdinalIgnoreCase)) ?? "string";

    static string? None(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    static bool IsNumberOrEmpty(string? text) => string.IsNullOrWhiteSpace(text) || Number(text) is not null;

    static decimal? Number(string? text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A command with its parameters. Those of its responses are one list, as nearly every model has one response; each stays in its own.</summary>
public sealed class CommandDraft
{
    public string Name { get; set; } = "";
    public List<ValueDraft> Paras { get; } = [];
    public List<ValueDraft> Responses { get; } = [];
    ServiceCommand Source { get; init; } = new();

    public string? Problem => !ModelName.Fits(Name) ? "model.problem.name" : Paras.Concat(Responses).Select(para => para.Problem).FirstOrDefault(problem => problem is not null);

    public static CommandDraft Of(ServiceCommand command)
    {
        var draft = new CommandDraft { Name = command.CommandName ?? "", Source = command };
        draft.Paras.AddRange((command.Paras ?? []).Select(para => ValueDraft.Of(para)));
        draft.Responses.AddRange((command.Responses ?? []).Index().SelectMany(response => (response.Item.Paras ?? []).Select(para => ValueDraft.Of(para, response.Index))));
        return draft;
    }

    public ServiceCommand ToCommand() => Source with
    {
        CommandName = Name.Trim(),
        Paras = [.. Paras.Select(para => para.ToPara())],
        Responses = [.. KnownResponses.Index().Select(response => response.Item with { Paras = [.. Responses.Where(para => para.Response == response.Index).Select(para => para.ToPara())] })],
    };

    // New parameters go to the first.
    IReadOnlyList<ServiceCommandResponse> KnownResponses => Source.Responses is { Count: > 0 } known ? known
        : Responses.Count == 0 ? []
        : [new() { ResponseName = $"{Name.Trim()}_RESPONSE" }];
}

/// <summary>Names in a model begin with a letter; then letters, digits, underscores, hyphens and <c>$</c>, at most 64 (G:service_property).</summary>
static partial class ModelName
{
    public static bool Fits(string name) => Allowed().IsMatch(name.Trim());

    [GeneratedRegex(@"^[A-Za-z$][A-Za-z0-9_$\-]{0,63}$")]
    private static partial Regex Allowed();
}
