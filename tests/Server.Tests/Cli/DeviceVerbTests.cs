using Dukou.Cli.Devices;

namespace Dukou.Server.Tests.Cli;

public sealed class DeviceVerbTests
{
    [Fact]
    public async Task A_device_is_registered_shown_without_its_secret_barred_and_deleted()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var product = await platform.AddProductAsync();
        var created = await platform.DukouAsync("device", "create", product, "desk", "--name", "台灯", "--secret", "12345678");
        Assert.Equal((0, $"{product}_desk  12345678\n"), (created.Status, created.Output));
        var device = $"{product}_desk";

        Assert.Contains("台灯", (await platform.DukouAsync("device", "list")).Output, StringComparison.Ordinal);
        var shown = await platform.DukouAsync("device", "show", device);
        Assert.Contains("INACTIVE", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("12345678", shown.Output, StringComparison.Ordinal);
        Assert.Equal("12345678\n", (await platform.DukouAsync("device", "secret", device)).Output);
        var reset = (await platform.DukouAsync("device", "secret", device, "--reset")).Output.Trim();
        Assert.NotEqual("12345678", reset);
        await using (await platform.ConnectDeviceAsync(device, new() { Secret = reset })) { }

        Assert.Equal(0, (await platform.DukouAsync("device", "freeze", device)).Status);
        Assert.Equal("FROZEN", (await platform.Client.ShowDeviceAsync(device, TestContext.Current.CancellationToken)).Status);
        Assert.Equal(0, (await platform.DukouAsync("device", "unfreeze", device)).Status);
        Assert.Equal(0, (await platform.DukouAsync("device", "delete", device)).Status);
        Assert.Empty(await platform.DukouJsonAsync("device", "list"));
    }

    [Fact]
    public async Task Shadow_shows_what_was_reported_beside_what_is_wished()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var device = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using (var lamp = await platform.ConnectDeviceAsync(device))
            await lamp.PublishAckedAsync($"$oc/devices/{device}/sys/properties/report", """{"services":[{"service_id":"Lamp","properties":{"level":7,"name":"a"}}]}""");
        var shadow = await platform.DukouAsync("device", "shadow", device, "--service", "Lamp", "--set", "level=9");
        Assert.Matches("Lamp +level +7 +9 ", shadow.Output);
        Assert.Matches("Lamp +name +\"a\" ", shadow.Output);
        Assert.Equal(2, (await platform.DukouAsync("device", "shadow", device, "--set", "level=9")).Status);
    }

    [Fact]
    public void Cells_are_read_as_spreadsheets_write_them()
    {
        var rows = Csv.Read("\uFEFFa,b\r\n\"x, \"\"y\"\"\",\"two\nlines\"\n\n,last");
        Assert.Equal([["a", "b"], ["x, \"y\"", "two\nlines"], ["", "last"]], rows);
        Assert.Equal(rows[1], Assert.Single(Csv.Read(Csv.Line(rows[1]))));
    }

    [Fact]
    public async Task Devices_are_imported_row_by_row_and_a_refused_row_does_not_stop_the_others()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var product = await platform.AddProductAsync();
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "devices.csv");
        await File.WriteAllTextAsync(file, "\uFEFFnode_id,device_name,secret\r\none,\"Lamp_small\",12345678\r\n,nameless,\r\ntwo,,\r\n", TestContext.Current.CancellationToken);
        var imported = await platform.DukouAsync("device", "import", file, "--product", product);
        Assert.Equal(1, imported.Status);
        Assert.Contains("row 3: ", imported.Error, StringComparison.Ordinal);
        Assert.Contains("2 of 3 rows", imported.Error, StringComparison.Ordinal);
        Assert.StartsWith($"device_id,node_id,secret\n{product}_one,one,12345678\n{product}_two,two,", imported.Output, StringComparison.Ordinal);
        Assert.Equal("Lamp_small", (await platform.Client.ShowDeviceAsync($"{product}_one", TestContext.Current.CancellationToken)).DeviceName);

        await File.WriteAllTextAsync(file, "serial\n1\n", TestContext.Current.CancellationToken);
        Assert.Contains("node_id", (await platform.DukouAsync("device", "import", file)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_rows_are_imported_with_a_bar_that_tells_how_far_it_is()
    {
        const int Rows = 500;
        await using var platform = await RemoteVerbs.StartAsync();
        var product = await platform.AddProductAsync();
        using var folder = new TemporaryFolder();
        var file = folder.File("devices.csv", "node_id\n" + string.Join('\n', Enumerable.Range(0, Rows).Select(row => $"n{row}")));
        var (status, shown) = await Terminal.RunAsync([], ["env", .. platform.Keys().Select(key => $"{key.Key}={key.Value}"), CliProcess.Program, .. platform.At("device", "import", file, "--product", product)]);
        Assert.True(status == 0, shown);
        Assert.Contains($"\r[###############...............] {Rows / 2}/{Rows}", shown, StringComparison.Ordinal);
        Assert.Contains($"\r[##############################] {Rows}/{Rows}", shown, StringComparison.Ordinal);
        Assert.Equal(Rows, (await platform.Client.ListDevicesAsync(new() { Limit = 1 }, TestContext.Current.CancellationToken)).Page!.Count);
    }
}
