using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk.Models;

namespace Dukou.ApplicationSdk;

/// <summary>
/// A product as the profile zip that the cloud's console exports and imports: <c>profile/devicetype-capability.json</c> and, for each type
/// of service, <c>service/{type}/profile/servicetype-capability.json</c>. Members have the names of the API in camel case. Default values
/// of properties are no part of it.
/// </summary>
public static class ProductProfile
{
    // A product has at most 500 services and 500 KB of model; the tree may be in the zip twice.
    const int EntriesMax = 2_100;
    const int BytesMax = 4 * 1024 * 1024;
    const int BufferBytes = 16 * 1024;
    const string DeviceFile = "profile/devicetype-capability.json";
    const string ServiceFile = "servicetype-capability.json";

    static readonly DateTimeOffset Stamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a product out of a profile zip.</summary>
    /// <param name="zip">The archive; it must be seekable.</param>
    /// <exception cref="InvalidDataException">It is no zip, or holds no profile; the message says what is missing.</exception>
    public static AddProduct Read(Stream zip)
    {
        using var archive = new ZipArchive(zip, ZipArchiveMode.Read, leaveOpen: true);
        if (archive.Entries.Count > EntriesMax)
            throw new InvalidDataException($"The zip has {archive.Entries.Count} entries; a profile has at most {EntriesMax}.");
        // The tree may lie under a folder of its own, or in both places: the one nearest to the root counts.
        var files = archive.Entries.Select(entry => (Path: entry.FullName.Replace('\\', '/'), Entry: entry)).ToList();
        var device = files.Where(file => file.Path == DeviceFile || file.Path.EndsWith("/" + DeviceFile, StringComparison.Ordinal)).OrderBy(file => file.Path.Length).FirstOrDefault();
        if (device.Entry is null)
            throw new InvalidDataException($"The zip has no {DeviceFile}.");
        var root = device.Path[..^DeviceFile.Length];
        var left = BytesMax;
        var described = First(Json(device.Entry, ref left)["devices"]) ?? throw new InvalidDataException($"{device.Path}: devices is empty.");
        var types = new Dictionary<string, JsonObject>();
        foreach (var (path, entry) in files)
            if (path.StartsWith(root + "service/", StringComparison.Ordinal) && path.Split('/')[^1] == ServiceFile && First(Json(entry, ref left)["services"]) is { } service)
                types.TryAdd(path[(root.Length + "service/".Length)..].Split('/')[0], service);

        var product = new JsonObject
        {
            ["name"] = Text(described["model"]) ?? Text(described["deviceType"]),
            ["device_type"] = Text(described["deviceType"]),
            ["protocol_type"] = Text(described["protocolType"]) ?? "MQTT",
            // A profile does not say; devices with a codec are changed afterwards.
            ["data_format"] = "json",
            ["manufacturer_name"] = Text(described["manufacturerName"]),
            ["service_capabilities"] = new JsonArray([.. Services(described, types)]),
        };
        if (product["device_type"] is null)
            throw new InvalidDataException($"{device.Path}: deviceType is missing.");
        return Typed(product);
    }

    /// <summary>Writes a product as a profile zip. The same product gives the same bytes.</summary>
    public static void Write(Stream zip, AddProduct product)
    {
        ArgumentNullException.ThrowIfNull(product);
        using var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true);
        var types = new Dictionary<string, string>();
        var capabilities = new JsonArray();
        foreach (var service in product.ServiceCapabilities)
        {
            var json = ProfileNames.ToCamel(JsonSerializer.SerializeToNode(service, ModelsJson.Default.ServiceCapability)!).AsObject(); // A record, not null.
            json.Remove("serviceId");
            json.Remove("option");
            foreach (var member in new[] { "properties", "commands", "events" })
                json[member] ??= new JsonArray();
            // Two services of one type share a file; where they differ, the id makes a type of its own.
            var type = TypeOf(service, json, types);
            json["serviceType"] = type;
            types[type] = json.ToJsonString();
            capabilities.Add((JsonNode)new JsonObject { ["serviceId"] = service.ServiceId, ["serviceType"] = type, ["option"] = service.Option ?? "" });
        }
        Add(archive, DeviceFile, new JsonObject
        {
            ["devices"] = new JsonArray(new JsonObject
            {
                ["manufacturerId"] = ManufacturerId(product),
                ["manufacturerName"] = product.ManufacturerName ?? ManufacturerId(product),
                ["model"] = product.Name,
                ["protocolType"] = product.ProtocolType,
                ["deviceType"] = product.DeviceType,
                ["serviceTypeCapabilities"] = capabilities,
            }),
        });
        foreach (var (type, json) in types)
            Add(archive, $"service/{type}/profile/{ServiceFile}", new JsonObject { ["services"] = new JsonArray(JsonNode.Parse(json)) });
    }

    /// <summary>The name that the cloud's console wants for the file: device type and manufacturer.</summary>
    public static string FileName(AddProduct product)
    {
        ArgumentNullException.ThrowIfNull(product);
        return $"{new string([.. product.DeviceType.Where(char.IsLetterOrDigit)])}_{ManufacturerId(product)}.zip";
    }

    static IEnumerable<JsonNode> Services(JsonObject device, Dictionary<string, JsonObject> types)
    {
        var named = (device["serviceTypeCapabilities"] as JsonArray)?.OfType<JsonObject>().Select(service => (Id: Text(service["serviceId"]), Type: Text(service["serviceType"]), Option: Text(service["option"]))).ToList();
        // Without the list every type is a service.
        foreach (var (id, type, option) in named is { Count: > 0 } ? named : [.. types.Keys.Select(type => (Id: (string?)type, Type: (string?)type, Option: (string?)null))])
        {
            if ((type ?? id) is not { } folder || !types.TryGetValue(folder, out var described))
                throw new InvalidDataException($"The zip has no service/{type ?? id}/profile/{ServiceFile}, which {DeviceFile} names.");
            var service = ProfileNames.ToSnake(described).AsObject();
            service["service_id"] = id ?? type;
            service["service_type"] = type ?? id;
            service["option"] = option;
            yield return service;
        }
    }

    static string TypeOf(ServiceCapability service, JsonObject json, Dictionary<string, string> types)
    {
        var id = Folder(service.ServiceId ?? "service");
        var type = Folder(service.ServiceType ?? id);
        json["serviceType"] = type;
        return !types.TryGetValue(type, out var known) || known == json.ToJsonString() ? type : id;
    }

    // The API allows dots, also where a folder would lead up.
    static string Folder(string name) => name.Trim('.').Length == 0 ? "service" : name;

    static string ManufacturerId(AddProduct product) =>
        new string([.. (product.ManufacturerName ?? "").Where(char.IsAsciiLetterOrDigit)]) is { Length: > 0 } id ? id : "Manufacturer";

    static AddProduct Typed(JsonObject product)
    {
        try
        {
            return product.Deserialize(ModelsJson.Default.AddProduct)!; // An object, not the literal null.
        }
        catch (JsonException mistake)
        {
            throw new InvalidDataException($"The profile does not describe a product: {mistake.Message}", mistake);
        }
    }

    static JsonObject? First(JsonNode? list) => list is JsonArray { Count: > 0 } items ? items[0] as JsonObject : null;

    static JsonObject Json(ZipArchiveEntry entry, ref int left)
    {
        using var stream = entry.Open();
        using var content = new MemoryStream();
        // What the directory says of an entry's length is the sender's word.
        var buffer = new byte[BufferBytes];
        while (stream.Read(buffer) is > 0 and var length)
        {
            left -= length;
            if (left < 0)
                throw new InvalidDataException($"The profile has more than {BytesMax} bytes.");
            content.Write(buffer, 0, length);
        }
        try
        {
            ReadOnlySpan<byte> text = content.GetBuffer().AsSpan(0, (int)content.Length);
            return JsonNode.Parse(text.StartsWith("\uFEFF"u8) ? text[3..] : text) as JsonObject ?? throw new InvalidDataException($"{entry.FullName} is not a JSON object.");
        }
        catch (JsonException mistake)
        {
            throw new InvalidDataException($"{entry.FullName} is not JSON: {mistake.Message}", mistake);
        }
    }

    static void Add(ZipArchive archive, string path, JsonObject json)
    {
        var entry = archive.CreateEntry(path);
        entry.LastWriteTime = Stamp;
        using var stream = entry.Open();
        using var writer = new Utf8JsonWriter(stream, Indented);
        json.WriteTo(writer);
    }

    static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String && (string?)value is { Length: > 0 } text ? text : null;
}
