using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dukou.Server;

namespace Dukou.Cli;

/// <summary>
/// <c>addresses.json</c> in the data folder: where the platform that runs there, or ran there last, listens. Written at every start, so
/// that the other verbs find it; it holds no secret.
/// </summary>
/// <param name="Http">Where plain HTTP is bound; null when it is off, as with the next three.</param>
/// <param name="Https">The same over TLS.</param>
/// <param name="Mqtt">Plain MQTT.</param>
/// <param name="Mqtts">The same over TLS.</param>
/// <param name="Advertise">What others are told instead.</param>
/// <param name="CaFile">What clients over TLS must trust.</param>
/// <param name="TestClock">Whether the platform has a time of its own; null in a file of a release that did not say.</param>
sealed partial record AddressFile(string? Http, string? Https, string? Mqtt, string? Mqtts, string? Advertise, string? CaFile, bool? TestClock)
{
    const string Name = "addresses.json";

    static readonly Shape Shapes = new(new JsonSerializerOptions(Machine.Json));

    public static void Write(string folder, Platform platform, ServerOptions options)
    {
        var bound = platform.Listeners;
        var addresses = new AddressFile(
            bound.Http?.ToString(), bound.Https?.ToString(), bound.Mqtt?.ToString(), bound.Mqtts?.ToString(), options.Advertise, platform.CaFile, options.TestClock is not null);
        File.WriteAllText(Path.Combine(folder, Name), JsonSerializer.Serialize(addresses, Shapes.AddressFile) + "\n");
    }

    /// <summary>Null when no start of this program has completed on the folder.</summary>
    public static AddressFile? Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllText(path), Shapes.AddressFile) : null;
    }

    [JsonIgnore]
    public Endpoints Endpoints
    {
        get
        {
            var advertised = new ServerOptions { DataFolder = "", Advertise = Advertise };
            return new(new BoundListeners(Bound(Http), Bound(Https), Bound(Mqtt), Bound(Mqtts)), advertised.AdvertisedHost, advertised.AdvertisedPort);
        }
    }

    /// <summary>The API's address for a program on this machine, whatever others are told.</summary>
    [JsonIgnore]
    public Uri? LocalApi => Bound(Http) is { } http ? Local("http", http) : Bound(Https) is { } https ? Local("https", https) : null;

    /// <summary>MQTT's address for a program on this machine; null when it is switched off.</summary>
    [JsonIgnore]
    public IPEndPoint? LocalMqtt => Bound(Mqtt) is { } mqtt ? Local(mqtt) : null;

    /// <summary>The same over TLS.</summary>
    [JsonIgnore]
    public IPEndPoint? LocalMqtts => Bound(Mqtts) is { } mqtts ? Local(mqtts) : null;

    static IPEndPoint? Bound(string? text) => text is null ? null : IPEndPoint.Parse(text);

    static Uri Local(string scheme, IPEndPoint bound) => new($"{scheme}://{Local(bound)}");

    static IPEndPoint Local(IPEndPoint bound) => new(
        bound.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : bound.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : bound.Address, bound.Port);

    // Every verb reads the file, and reflection over the record would take longer than reading it.
    [JsonSerializable(typeof(AddressFile))]
    sealed partial class Shape : JsonSerializerContext;
}
