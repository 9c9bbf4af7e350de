using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk;
using Dukou.ApplicationSdk.Models;

namespace Dukou.Server.Tests.Sdk;

/// <summary>
/// The profile zip. <c>Pump_Acme.zip</c> was put together by hand and packed by another program, as exports of the vendor's console look
/// (section 4 of the protocol's sheet): the tree twice, a byte order mark, Windows line ends, nulls and zeros for what does not hold, two
/// services of one type.
/// </summary>
public sealed class ProductProfileTests
{
    static Stream Sample => typeof(ProductProfileTests).Assembly.GetManifestResourceStream("Pump_Acme.zip")!;

    [Fact]
    public async Task A_zip_of_the_vendor_s_console_becomes_a_product_of_the_platform()
    {
        await using var platform = await TestPlatform.StartAsync();
        var created = await platform.Client.CreateProductAsync(ProductProfile.Read(Sample), TestContext.Current.CancellationToken);
        Assert.Equal(("P100", "Pump", "MQTT", "Acme"), (created.Name, created.DeviceType, created.ProtocolType, created.ManufacturerName));
        Assert.Equal([("Pump", "Pump", "Master"), ("Inlet", "Valve", null), ("Outlet", "Valve", "Optional")],
            created.ServiceCapabilities!.Select(service => (service.ServiceId, service.ServiceType, service.Option)));
        var pump = created.ServiceCapabilities![0];
        Assert.Equal(
            [("rpm", "int", "0", "6000", null, null, "rpm", "RE"), ("temperature", "decimal", "-40.5", "125", null, 0.5, null, "R"), ("mode", "enum", null, null, null, null, null, "RW"), ("label", "string", null, null, 32, null, null, "RWE")],
            pump.Properties!.Select(property => (property.PropertyName, property.DataType, property.Min, property.Max, property.MaxLength, property.Step, property.Unit, property.Method)));
        Assert.Equal(["auto", "manual"], pump.Properties![2].EnumList);
        var command = Assert.Single(pump.Commands!);
        Assert.Equal(("SET_SPEED", "rpm", true, "SET_SPEED_RESPONSE", "accepted"),
            (command.CommandName, command.Paras![0].ParaName, command.Paras[0].Required, command.Responses![0].ResponseName, command.Responses[0].Paras![0].ParaName));
    }

    [Fact]
    public void What_is_written_is_read_again_the_same_and_has_the_vendor_s_layout_and_names()
    {
        var product = ProductProfile.Read(Sample);
        using var zip = Written(product);
        Assert.Equal(JsonSerializer.Serialize(product), JsonSerializer.Serialize(ProductProfile.Read(zip)));
        Assert.Equal(zip.ToArray(), Written(product).ToArray());
        Assert.Equal("Pump_Acme.zip", ProductProfile.FileName(product));

        using var archive = new ZipArchive(zip);
        Assert.Equal(["profile/devicetype-capability.json", "service/Pump/profile/servicetype-capability.json", "service/Valve/profile/servicetype-capability.json"],
            archive.Entries.Select(entry => entry.FullName));
        using var original = new ZipArchive(Sample);
        foreach (var entry in archive.Entries)
            Within(Json(entry), Json(original.GetEntry(entry.FullName)!), entry.FullName);
    }

    [Fact]
    public void Services_of_one_type_that_differ_get_types_of_their_own()
    {
        var product = ProductProfile.Read(Sample);
        var services = product.ServiceCapabilities.ToList();
        services[2] = services[2] with { Properties = [new() { PropertyName = "position", DataType = "decimal", Method = "R" }] };
        var read = ProductProfile.Read(Written(product with { ServiceCapabilities = services }));
        Assert.Equal(["Pump", "Valve", "Outlet"], read.ServiceCapabilities.Select(service => service.ServiceType));
        Assert.Equal(["rpm", "open", "position"], read.ServiceCapabilities.Select(service => service.Properties![0].PropertyName));
    }

    [Fact]
    public void What_is_no_profile_is_refused_with_what_is_missing()
    {
        Assert.Throws<InvalidDataException>(() => ProductProfile.Read(new MemoryStream([1, 2, 3])));
        Assert.Contains("devicetype-capability.json", Refusal(("readme.txt", "hello")), StringComparison.Ordinal);
        Assert.Contains("is not JSON", Refusal(("profile/devicetype-capability.json", "{")), StringComparison.Ordinal);
        Assert.Contains("service/Pump/profile/servicetype-capability.json",
            Refusal(("profile/devicetype-capability.json", """{"devices":[{"deviceType":"Pump","serviceTypeCapabilities":[{"serviceId":"Pump","serviceType":"Pump"}]}]}""")), StringComparison.Ordinal);
        Assert.Contains("more than", Refusal(("profile/devicetype-capability.json", new string(' ', 5 * 1024 * 1024))), StringComparison.Ordinal);
    }

    static string Refusal(params (string Path, string Text)[] files)
    {
        var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (path, text) in files)
            {
                using var writer = new StreamWriter(archive.CreateEntry(path).Open());
                writer.Write(text);
            }
        return Assert.Throws<InvalidDataException>(() => ProductProfile.Read(zip)).Message;
    }

    static MemoryStream Written(AddProduct product)
    {
        var zip = new MemoryStream();
        ProductProfile.Write(zip, product);
        zip.Position = 0;
        return zip;
    }

    static JsonNode Json(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return JsonNode.Parse(reader.ReadToEnd())!;
    }

    // Every member of ours stands in the vendor's file under the same name with the same value; theirs has more, which say nothing.
    static void Within(JsonNode? ours, JsonNode? theirs, string path)
    {
        if (ours is JsonObject members)
            foreach (var (name, value) in members)
                Within(value, theirs!.AsObject().TryGetPropertyValue(name, out var there) ? there : throw new InvalidOperationException($"{path}: {name} is not there."), $"{path}/{name}");
        else if (ours is JsonArray items)
            for (var i = 0; i < items.Count; i++)
                Within(items[i], theirs![i], $"{path}/{i}");
        else
            Assert.True(JsonNode.DeepEquals(ours, theirs), $"{path}: {ours} is not {theirs}");
    }
}
