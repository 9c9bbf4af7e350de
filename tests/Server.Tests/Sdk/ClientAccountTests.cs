using System.Net;
using System.Security.Cryptography.X509Certificates;
using Dukou.ApplicationSdk;
using Dukou.Server.Tests.Messages;

namespace Dukou.Server.Tests.Sdk;

/// <summary>Users, and what the platform says of itself.</summary>
public sealed class ClientAccountTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_is_made_signs_in_is_given_another_role_and_password_and_is_deleted()
    {
        await using var platform = await TestPlatform.StartAsync();
        var client = platform.Client;
        var made = await client.CreateUserAsync(new() { UserName = "ann", Role = "read_only" }, Cancelled);
        using (var ann = await SignInAsync(platform, "ann", made.Password!))
        {
            Assert.Equal(("ann", "read_only"), await WhoAsync(ann));
            Assert.Equal(HttpStatusCode.Forbidden, (await Assert.ThrowsAsync<IotdaRequestException>(() => ann.CreateProductAsync(ClientTests.Product, Cancelled))).Status);
            Assert.Equal("operator", (await client.UpdateUserAsync(made.UserId!, new() { Role = "operator" }, Cancelled)).Role);
            await ann.CreateProductAsync(ClientTests.Product, Cancelled);
            await ann.ChangePasswordAsync(new() { OldPassword = made.Password, NewPassword = "ann-knows-better" }, Cancelled);
            Assert.Equal(HttpStatusCode.Unauthorized, (await Assert.ThrowsAsync<IotdaRequestException>(() => ann.ShowOwnUserAsync(Cancelled))).Status);
        }
        (await SignInAsync(platform, "ann", "ann-knows-better")).Dispose();
        var reset = await client.ResetUserPasswordAsync(made.UserId!, new(), Cancelled);
        (await SignInAsync(platform, "ann", reset.Password!)).Dispose();
        Assert.Equal(["admin", "ann"], (await client.ListUsersAsync(Cancelled)).Users!.Select(user => user.UserName));
        await client.DeleteUserAsync(made.UserId!, Cancelled);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Assert.ThrowsAsync<IotdaRequestException>(() => SignInAsync(platform, "ann", reset.Password!))).Status);
    }

    [Fact]
    public async Task A_ticket_signs_in_once()
    {
        await using var platform = await TestPlatform.StartAsync();
        var ticket = (await platform.Client.CreateLoginTicketAsync(Cancelled)).Ticket!;
        var (token, user) = await ApplicationClient.SignInByTicketAsync(platform.Platform.Http!, ticket, cancellationToken: Cancelled);
        using var client = new ApplicationClient(platform.Platform.Http!, token, platform.Clock);
        Assert.Equal((user, "owner"), await WhoAsync(client));
        await Assert.ThrowsAsync<IotdaRequestException>(() => ApplicationClient.SignInByTicketAsync(platform.Platform.Http!, ticket, cancellationToken: Cancelled));
    }

    [Fact]
    public async Task The_platform_tells_what_it_holds_and_who_changed_what()
    {
        await using var lamp = await Lamp.StartAsync();
        var client = lamp.Platform.Client;
        await using var device = await lamp.ConnectAsync();
        await Eventually.BecomesTrueAsync(async () => (await client.ShowStatisticsAsync(new() { Lang = "en" }, Cancelled)).Devices is { Registered: 1, Online: 1, Connections: 1 });
        await client.FreezeDeviceAsync(lamp.DeviceId, Cancelled);
        await Eventually.BecomesTrueAsync(async () => (await client.ShowStatisticsAsync(cancellationToken: Cancelled)).Devices!.Frozen == 1);

        var freeze = Assert.Single((await client.ListAuditEntriesAsync(new() { Operation = "FreezeDevice" }, Cancelled)).Entries!);
        Assert.Equal(("admin", "done", lamp.Platform.Account.AccessKey), (freeze.UserName, freeze.Result, freeze.AccessKey));
        var all = new List<string?>();
        await foreach (var entry in client.EnumerateAuditEntriesAsync(new() { Limit = 1 }, Cancelled))
            all.Add(entry.Operation);
        Assert.Equal(["FreezeDevice", "AddDevice", "CreateProduct"], all);
    }

    [Fact]
    public async Task The_platform_tells_how_long_it_keeps_what_and_which_certificate_it_presents()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { Https = new Listen(IPAddress.Loopback, 0), History = options.History with { DaysMax = 9 } });
        var kept = await platform.Client.ShowRetentionAsync(Cancelled);
        Assert.Equal(9, kept.History!.DaysMax);
        var shown = await platform.Client.ShowTlsCertificateAsync(Cancelled);
        using var authority = X509Certificate2.CreateFromPem(shown.CaCertificate!);
        Assert.Equal(authority.Subject, shown.Issuer);
    }

    static async Task<ApplicationClient> SignInAsync(TestPlatform platform, string user, string password) =>
        new(platform.Platform.Http!, await ApplicationClient.SignInAsync(platform.Platform.Http!, "dukou", user, password, cancellationToken: Cancelled), platform.Clock);

    static async Task<(string?, string?)> WhoAsync(ApplicationClient client)
    {
        var user = await client.ShowOwnUserAsync(Cancelled);
        return (user.UserName, user.Role);
    }
}
