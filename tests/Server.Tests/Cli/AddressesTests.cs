using System.Net;
using Dukou.Cli;

namespace Dukou.Server.Tests.Cli;

public sealed class AddressesTests
{
    [Theory]
    [InlineData("192.168.1.20", "reach.network")]
    [InlineData("10.1.2.3", "reach.network")]
    [InlineData("172.31.0.1", "reach.network")]
    [InlineData("100.64.0.1", "reach.network")]
    [InlineData("8.8.8.8", "reach.public")]
    [InlineData("172.32.0.1", "reach.public")]
    [InlineData("fd00::1", "reach.network")]
    [InlineData("iot.example.com", "reach.name")]
    [InlineData("localhost", "reach.computer")]
    public void The_advertised_host_is_listed_first_with_the_devices_that_can_reach_it(string host, string key)
    {
        var ways = Addresses.Of(new Endpoints(new BoundListeners(null, null, new IPEndPoint(IPAddress.Loopback, 1883), null), host, 21883));

        Assert.Equal(key, ways[0].TextKey);
        Assert.EndsWith(":21883", ways[0].Address, StringComparison.Ordinal);
        Assert.Equal("localhost:1883", ways[^1].Address);
        Assert.Equal(key is "reach.public" or "reach.name", Addresses.AnyPublic(ways));
    }

    [Fact]
    public void A_listener_on_every_interface_lists_this_machines_addresses()
    {
        var ways = Addresses.Of(new Endpoints(new BoundListeners(null, null, new IPEndPoint(IPAddress.Any, 1883), null), null, null));

        Assert.Equal([.. Endpoints.LocalAddresses().Select(address => $"{address}:1883"), "localhost:1883"], ways.Select(way => way.Address));
    }

    [Fact]
    public void Without_plain_MQTT_the_other_ways_of_speaking_it_are_listed()
    {
        var bound = new BoundListeners(new IPEndPoint(IPAddress.Loopback, 8080), new IPEndPoint(IPAddress.Loopback, 8443), null, new IPEndPoint(IPAddress.Parse("192.168.1.20"), 8883));

        var ways = Addresses.Of(new Endpoints(bound, null, null));

        Assert.Equal(
            [("mqtts://192.168.1.20:8883", "reach.network"), ("mqtts://localhost:8883", "reach.computer"), ("ws://localhost:8080/mqtt", "reach.computer"), ("wss://localhost:8443/mqtt", "reach.computer")],
            ways.Select(way => (way.Address, way.TextKey)));
    }

    [Fact]
    public void Beside_plain_MQTT_only_hosts_that_it_does_not_reach_are_listed()
    {
        var bound = new BoundListeners(new IPEndPoint(IPAddress.Loopback, 8080), null, new IPEndPoint(IPAddress.Loopback, 1883), new IPEndPoint(IPAddress.Parse("8.8.8.8"), 8883));

        var ways = Addresses.Of(new Endpoints(bound, null, null));

        Assert.Equal(["localhost:1883", "mqtts://8.8.8.8:8883"], ways.Select(way => way.Address));
        Assert.True(Addresses.AnyPublic(ways));
    }

    [Fact]
    public void With_an_advertised_host_MQTTS_is_told_at_its_own_port() =>
        Assert.Equal(["mqtts://iot.example.com:8883", "mqtts://localhost:8883"],
            Addresses.Of(new Endpoints(new BoundListeners(null, null, null, new IPEndPoint(IPAddress.Loopback, 8883)), "iot.example.com", 21883)).Select(way => way.Address));

    [Fact]
    public void Every_told_address_has_the_advertised_host_and_only_MQTT_its_port()
    {
        var endpoint = new IPEndPoint(IPAddress.Loopback, 1000);
        var told = new Endpoints(new BoundListeners(endpoint, endpoint, endpoint, endpoint), "192.0.2.7", 2000);

        Assert.Equal(["http://192.0.2.7:1000/", "https://192.0.2.7:1000/", "mqtt://192.0.2.7:2000/", "mqtts://192.0.2.7:1000/"],
            new[] { told.Http, told.Https, told.Mqtt, told.Mqtts }.Select(address => address!.ToString()));
    }
}
