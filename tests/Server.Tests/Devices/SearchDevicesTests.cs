using System.Net;
using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Devices;

public sealed class SearchDevicesTests
{
    [Fact]
    [Shows("SearchDevices", AfterRestart = true)]
    public async Task Devices_are_found_by_every_kind_of_condition()
    {
        await using var platform = await TestPlatform.StartAsync();
        var productId = await platform.CreateProductAsync();
        for (var i = 0; i < 12; i++)
        {
            await platform.CreateDeviceAsync(productId, $"node{i}", body =>
            {
                body["device_id"] = $"d{i:00}";
                if (i > 0)
                    body["device_name"] = i % 2 == 0 ? $"pump-{i}" : $"灯 {i}".Replace(" ", "-", StringComparison.Ordinal);
                if (i > 9)
                    body["gateway_id"] = "d00";
            });
            platform.Clock.Advance(TimeSpan.FromSeconds(10));
        }
        await platform.SendPostAsync("devices/d03/freeze").DoneAsync();
        await platform.RestartAsync();
        foreach (var (sql, expected) in new (string, string)[]
        {
            ("select device_id from device", "d11 d10 d09 d08 d07 d06 d05 d04 d03 d02"),
            ("SELECT * FROM device ORDER BY marker ASC LIMIT 2, 3", "d02 d03 d04"),
            ("select * from device where device_id = 'd05'", "d05"),
            ("select * from device where device_id in ('d01','d07', 'nobody') order by marker desc", "d07 d01"),
            ("select * from device where product_id != 'other' and device_name != 'pump-2' and node_id not in ('node4','node5') order by marker asc limit 4", "d00 d01 d03 d06"),
            ("select * from device where device_name like 'pump%' order by marker asc limit 2", "d02 d04"),
            ("select * from device where status = 'FROZEN'", "d03"),
            ("select * from device where status != 'INACTIVE'", "d03"),
            ("select * from device where node_type = 'ENDPOINT'", "d11 d10"),
            ("select * from device where gateway_id = 'd00' limit 50", "d11 d10 d00"),
            ("select * from device where create_time > '2026-01-02T03:05:35.000Z' and create_time < '20260102T030555Z'", "d10"),
            ("select * from device where device_name = '灯-1' or device_id = 'd02' and status = 'FROZEN'", "d01"),
            ("select * from device where device_id = '''; drop table device'", ""),
        })
        {
            if (sql.Contains("drop", StringComparison.Ordinal))
                await SendAsync(platform, sql).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
            else
                Assert.Equal((sql, expected), (sql, string.Join(' ', (await SearchAsync(platform, sql))["devices"]!.AsArray().Select(device => (string)device!["device_id"]!))));
        }
    }

    [Fact]
    public async Task A_page_goes_on_by_its_marker_and_only_wanted_members_are_shown()
    {
        await using var platform = await TestPlatform.StartAsync();
        var productId = await platform.CreateProductAsync();
        for (var i = 0; i < 3; i++)
            await platform.CreateDeviceAsync(productId, $"n{i}");
        var first = (await SearchAsync(platform, "select node_id, marker from device limit 2"))["devices"]!.AsArray();
        Assert.Equal(["n2", "n1"], first.Select(device => (string)device!["node_id"]!));
        Assert.Equal(["node_id", "marker"], first[0]!.AsObject().Select(member => member.Key));
        var rest = (await SearchAsync(platform, $"select * from device where marker < '{(string)first[1]!["marker"]!}'"))["devices"]!.AsArray();
        Assert.Equal(("n0", "Lamp", "INACTIVE"), ((string?)Assert.Single(rest)!["node_id"], (string?)rest[0]!["product_name"], (string?)rest[0]!["status"]));
        foreach (var count in new[] { "count(*)", "count(1)" })
            Assert.Equal("""{"count":2}""", (await SearchAsync(platform, $"select {count} from device where node_id in ('n0','n2')")).ToJsonString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("select")]
    [InlineData("delete from device")]
    [InlineData("select * from product")]
    [InlineData("select secret from device")]
    [InlineData("select * from device where")]
    [InlineData("select * from device where device_id")]
    [InlineData("select * from device where device_id = 5")]
    [InlineData("select * from device where device_id > 'a'")]
    [InlineData("select * from device where product_id like 'abcd%'")]
    [InlineData("select * from device where node_id like 'ab%'")]
    [InlineData("select * from device where node_id like '%abcd'")]
    [InlineData("select * from device where (node_id = 'a')")]
    [InlineData("select * from device where create_time > 'yesterday'")]
    [InlineData("select * from device where tag_key = 'a'")]
    [InlineData("select * from device limit 51")]
    [InlineData("select * from device limit 501, 1")]
    [InlineData("select * from device order by node_id")]
    [InlineData("select * from device; select * from device")]
    [InlineData("select * from device where node_id='1' and node_id='2' and node_id='3' and node_id='4' and node_id='5' and node_id='6'")]
    public async Task What_is_not_of_the_form_is_refused_with_a_sentence(string sql)
    {
        await using var platform = await TestPlatform.StartAsync();
        Assert.StartsWith("sql: ", await SendAsync(platform, sql).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"), StringComparison.Ordinal);
    }

    static Task<HttpResponseMessage> SendAsync(TestPlatform platform, string sql) => platform.SendPostAsync("search/query-devices", new() { ["sql"] = sql });

    static async Task<JsonObject> SearchAsync(TestPlatform platform, string sql) => await (await SendAsync(platform, sql)).JsonAsync();
}
