using Dukou.ApplicationSdk.Models;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.DeviceAuthentication;
using Dukou.Server.Tests.Provisioning;

namespace Dukou.Server.Tests.Sdk;

/// <summary>How devices prove who they are, beside a secret of their own; each seen at a connection.</summary>
public sealed class ClientAuthenticationTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Devices_of_another_cloud_connect_while_a_template_is_active()
    {
        await using var platform = await TestPlatform.StartAsync();
        var client = platform.Client;
        await client.CreateProductAsync(ClientTests.Product with { ProductId = "pump" }, Cancelled);
        await client.AddDeviceAsync(new() { NodeId = "node7", ProductId = "pump", AuthInfo = new() { Secret = "12345678" } }, Cancelled);
        var body = ClientJson.Parse<AuthenticationTemplateBody>(Templates.AnotherCloud);
        var created = await client.CreateDeviceAuthenticationTemplateAsync(new() { TemplateName = "another", Status = "ACTIVE", TemplateBody = body }, Cancelled);
        Assert.Equal(ReasonCode.Success, await ConnectAsync(platform));

        Assert.Equal("INACTIVE", (await client.UpdateDeviceAuthenticationTemplateAsync(created.TemplateId!, new() { Status = "INACTIVE" }, Cancelled)).Status);
        Assert.NotEqual(ReasonCode.Success, await ConnectAsync(platform));
        Assert.Equal("UNIX", (await client.ShowDeviceAuthenticationTemplateAsync(created.TemplateId!, Cancelled)).TemplateBody!.Resources!.Timestamp!.Type);
        Assert.Equal("another", Assert.Single((await client.ListDeviceAuthenticationTemplatesAsync(cancellationToken: Cancelled)).Templates!).TemplateName);
        await client.DeleteDeviceAuthenticationTemplateAsync(created.TemplateId!, Cancelled);
        Assert.Empty((await client.ListDeviceAuthenticationTemplatesAsync(cancellationToken: Cancelled)).Templates!);
    }

    [Fact]
    public async Task A_group_activates_its_devices_while_it_is_switched_on()
    {
        await using var pumps = await Pumps.StartAsync();
        var client = pumps.Platform.Client;
        var group = await client.CreateRegistrationGroupAsync(new() { GroupName = "wells", ProductId = Pumps.Product, GroupSecret = Pumps.GroupSecret, SecureAccess = false }, Cancelled);
        await using (var device = await pumps.Platform.ConnectRawAsync())
        {
            await device.ConnectDeviceAsync("pump-01", pumps.ByGroup("pump-01", scope: group.ScopeId));
            await device.SubscribeAsync(Pumps.Down("pump-01"));
            await pumps.GoOnlineAsync("pump-01", (string)(await Pumps.AskAsync(device, "pump-01"))["deviceSecret"]!);
        }
        Assert.NotNull((await client.ShowDeviceAsync("pump-01", Cancelled)).ActiveTime);
        Assert.Equal("pump-01", Assert.Single((await client.ListRegistrationGroupDevicesAsync(group.GroupId!, cancellationToken: Cancelled)).Devices!).DeviceId);

        Assert.False((await client.UpdateRegistrationGroupAsync(group.GroupId!, new() { Enabled = false }, Cancelled)).Enabled);
        Assert.NotEqual(ReasonCode.Success, (await pumps.TryConnectAsync("pump-02", pumps.ByGroup("pump-02", scope: group.ScopeId))).Reason);
        Assert.Equal(Pumps.GroupSecret, (await client.ShowRegistrationGroupAsync(group.GroupId!, Cancelled)).GroupSecret);
        Assert.Equal(["wells", "pumps"], (await client.ListRegistrationGroupsAsync(new() { ProductId = Pumps.Product }, Cancelled)).RegistrationGroups!.Select(found => found.GroupName));
        await client.DeleteRegistrationGroupAsync(group.GroupId!, Cancelled);
        Assert.Equal("pumps", Assert.Single((await client.ListRegistrationGroupsAsync(cancellationToken: Cancelled)).RegistrationGroups!).GroupName);
    }

    static async Task<ReasonCode> ConnectAsync(TestPlatform platform)
    {
        await using var device = await platform.ConnectRawAsync();
        return (await device.TryConnectDeviceAsync("", TemplateConnectTests.Foreign(platform) with { Version = ProtocolVersion.V500, At = platform.Clock.GetUtcNow() })).Reason;
    }
}
