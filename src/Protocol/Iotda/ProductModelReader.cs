using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Dukou.Protocol.Iotda;

/// <summary>Builds a <see cref="ProductModel"/> and collects every mistake on the way. One reader reads one model.</summary>
sealed partial class ProductModelReader
{
    const string Root = "service_capabilities";
    const int MistakesMax = 100; // a person repairs no more at a time

    static readonly string[] Methods = ["RWE", "RW", "RE", "WE", "E", "W", "R"];
    static readonly string[] Options = ["Master", "Mandatory", "Optional"];

    readonly List<ModelMistake> _mistakes = [];

    public IReadOnlyList<ModelMistake> Mistakes => _mistakes;

    public ProductModel Read(JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array)
        {
            Report(Root, "must be an array");
            return ProductModel.Empty;
        }

        var json = JsonMarshal.GetRawUtf8Value(array);
        if (json.Length > ProductModel.BytesMax)
            Report(Root, $"is longer than 500 kB ({json.Length} bytes)");
        else if (!JsonText.IsSound(json, out var unsound))
            Report(Root, $"{unsound.Sentence} (byte {unsound.Offset})");
        else
        {
            var services = List(array, Root, Service);
            Unique(services, static service => service.ServiceId, Root, "service_id");
            if (_mistakes.Count == 0)
                return new(services, json.ToArray());
        }

        return ProductModel.Empty;
    }

    ServiceCapability Service(JsonElement service, string path)
    {
        Label(service, path, "service_type", 64, allowDollar: true);
        Free(service, path, "description", 128);
        if (service.Member("option") is { } option && !(option.ValueKind == JsonValueKind.String && Options.Contains(option.GetString())))
            Report($"{path}.option", "must be Master, Mandatory or Optional");
        if (service.Member("events") is not null)
            List(service, path, "events", Event);
        var properties = List(service, path, "properties", Property);
        var commands = List(service, path, "commands", Command);
        Unique(properties, static property => property.PropertyName, $"{path}.properties", "property_name");
        Unique(commands, static command => command.CommandName, $"{path}.commands", "command_name");
        return new(
            Label(service, path, "service_id", 64, allowDollar: true),
            _mistakes.Count == 0 ? properties : [],
            _mistakes.Count == 0 ? commands : [])
        {
            ServiceType = service.Text("service_type"),
            Description = service.Text("description"),
            Option = service.Text("option") ?? "Optional",
        };
    }

    ServiceProperty Property(JsonElement property, string path)
    {
        var name = Label(property, path, "property_name", 64, allowDollar: false);
        var method = property.Text("method") ?? "";
        if (!Methods.Contains(method))
            Report($"{path}.method", "must be one of RWE, RW, RE, WE, E, W, R");
        var rule = Rule(property, path);
        return new(name, method, rule, DefaultOf(property, path, rule));
    }

    ServiceCommand Command(JsonElement command, string path)
    {
        var paras = List(command, path, "paras", Para);
        Unique(paras, static para => para.ParaName, $"{path}.paras", "para_name");
        return new(Label(command, path, "command_name", 64, allowDollar: false), paras, List(command, path, "responses", Response));
    }

    ServiceCommandResponse Response(JsonElement response, string path) =>
        new(Label(response, path, "response_name", 128, allowDollar: false), List(response, path, "paras", Para));

    // Events are kept as given, but nothing uses them: custom events are not supported (G:service_capability).
    string Event(JsonElement item, string path)
    {
        List(item, path, "paras", Para);
        return Label(item, path, "event_type", 32, allowDollar: false);
    }

    ServiceCommandPara Para(JsonElement para, string path) =>
        new(Label(para, path, "para_name", 32, allowDollar: false), Rule(para, path));

    // A default goes to every new device, so it has to fit.
    string? DefaultOf(JsonElement property, string path, ValueRule rule)
    {
        if (property.Member("default_value") is not { } value)
            return null;
        var json = JsonMarshal.GetRawUtf8Value(value);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var code = rule.Judge(ref reader);
        if (code != MisfitCode.None)
            Report($"{path}.default_value", $"does not fit: model says {rule.Expectation(code)}, got {Misfit.Describe(json)}");
        return System.Text.Encoding.UTF8.GetString(json);
    }

    List<T> List<T>(JsonElement owner, string path, string name, Func<JsonElement, string, T> read)
    {
        if (owner.Member(name) is not { } array)
            return [];
        if (array.ValueKind == JsonValueKind.Array)
            return List(array, $"{path}.{name}", read);
        Report($"{path}.{name}", "must be an array");
        return [];
    }

    List<T> List<T>(JsonElement array, string path, Func<JsonElement, string, T> read)
    {
        if (array.GetArrayLength() > ProductModel.CountMax)
            Report(path, string.Create(CultureInfo.InvariantCulture, $"has {array.GetArrayLength()} entries; at most {ProductModel.CountMax} are allowed"));
        var items = new List<T>();
        var index = 0;
        foreach (var item in array.EnumerateArray().Take(ProductModel.CountMax))
        {
            var itemPath = string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]");
            if (item.ValueKind == JsonValueKind.Object)
                items.Add(read(item, itemPath));
            else
                Report(itemPath, "must be an object");
        }

        return items;
    }

    void Unique<T>(List<T> items, Func<T, string> nameOf, string path, string member)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < items.Count; index++)
            if (nameOf(items[index]) is { Length: > 0 } name && !seen.Add(name))
                Report(string.Create(CultureInfo.InvariantCulture, $"{path}[{index}].{member}"), $"`{name}` is there twice");
    }

    void Report(string path, string sentence)
    {
        if (_mistakes.Count < MistakesMax)
            _mistakes.Add(new(path, sentence));
    }
}
