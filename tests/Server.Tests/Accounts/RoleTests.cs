using System.Net;
using System.Text.RegularExpressions;
using Dukou.ApplicationSdk;
using Dukou.Server.Accounts;
using Dukou.Server.Api;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Accounts;

public sealed partial class RoleTests
{
    // Written out, so that nobody widens a role by a slip in an attribute.
    static readonly string[] OwnersOnly =
    [
        "AddCertificate", "CheckCertificate", "CreateBackup", "CreateDeviceAuthenticationTemplate", "CreateProvisioningTemplate", "CreateUser", "DeleteCertificate",
        "DeleteDeviceAuthenticationTemplate", "DeleteProvisioningTemplate", "DeleteUser", "ListAuditEntries", "ListUsers", "ResetUserPassword", "UpdateCertificate",
        "UpdateDeviceAuthenticationTemplate", "UpdateProvisioningTemplate", "UpdateUser",
    ];

    static readonly string[] EverybodyBesideReading =
        ["ChangePassword", "CreateAccessKey", "CreateLoginTicket", "DeleteAccessKey", "ListDeviceByDeviceCertificate", "SearchDevices", "ShowTargetsInDevicePolicy"];

    [Fact]
    public void Roles_are_what_the_guide_says()
    {
        Assert.Equal(OwnersOnly, Operations.All.Where(operation => operation.Operation.Needs == Role.Owner).Select(Name).Order(StringComparer.Ordinal));
        Assert.Equal(EverybodyBesideReading, Operations.All.Where(operation => operation.Operation is { Needs: Role.ReadOnly, Method: not "GET" }).Select(Name).Order(StringComparer.Ordinal));
        Assert.All(Operations.All.Where(operation => operation.Operation.Method == "GET"), operation => Assert.Equal(OwnersOnly.Contains(Name(operation)) ? Role.Owner : Role.ReadOnly, operation.Operation.Needs));
    }

    [Theory]
    [InlineData("read_only")]
    [InlineData("operator")]
    [InlineData("owner")]
    [Provokes("auth.role_too_low")]
    public async Task Every_operation_is_refused_to_the_roles_below_its_own_and_to_no_other(string role)
    {
        await using var platform = await TestPlatform.StartAsync();
        var mine = Roles.Parse(role);
        var user = await platform.Service<AccountStore>().AddUserAsync("someone", mine, "password-of-someone", TestContext.Current.CancellationToken);
        foreach (var operation in Operations.All.Where(operation => Name(operation) is not "StreamTraces"))
        {
            // A key of its own for each, since one of the operations deletes keys.
            var key = await platform.Service<AccountStore>().AddKeyAsync(user.UserId, null, TestContext.Current.CancellationToken);
            using var client = platform.HttpAs(new AccessKeyCredentials(key.AccessKey, key.SecretKey, platform.ProjectId));
            var path = operation.Operation.Route.Replace("{projectId}", platform.ProjectId, StringComparison.Ordinal);
            using var answer = await client.SendJsonAsync(new HttpMethod(operation.Operation.Method), Parameter().Replace(path, "nobody"), operation.Operation.Method is "GET" or "DELETE" ? null : "{}");
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var refused = answer.StatusCode == HttpStatusCode.Forbidden && text.Contains("which needs the role", StringComparison.Ordinal);
            Assert.True(operation.Operation.Needs > mine == refused, $"{Name(operation)}: {(int)answer.StatusCode} {text}");
            await platform.Service<AccountStore>().RemoveKeyAsync(key.AccessKey, null, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Who_may_only_read_reads_no_secret_of_a_device_or_a_group()
    {
        await using var platform = await TestPlatform.StartAsync();
        var productId = await platform.AddProductAsync();
        var deviceId = await platform.AddDeviceAsync(productId);
        var group = await platform.PostAsync(platform.V1 + "registration-groups", $$"""{"group_name":"g","product_id":"{{productId}}"}""");
        var user = await platform.Service<AccountStore>().AddUserAsync("reader", Role.ReadOnly, "password-of-reader", TestContext.Current.CancellationToken);
        var key = await platform.Service<AccountStore>().AddKeyAsync(user.UserId, null, TestContext.Current.CancellationToken);
        using var reader = platform.HttpAs(new AccessKeyCredentials(key.AccessKey, key.SecretKey, platform.ProjectId));
        Assert.Equal("12345678", (string?)(await platform.GetAsync(platform.V5 + "devices/" + deviceId))["auth_info"]!["secret"]);
        Assert.Null((await reader.GetJsonAsync(platform.V5 + "devices/" + deviceId))["auth_info"]!["secret"]);
        Assert.NotNull((string?)(await platform.GetAsync(platform.V1 + "registration-groups/" + group["group_id"]))["group_secret"]);
        Assert.Null((await reader.GetJsonAsync(platform.V1 + "registration-groups/" + group["group_id"]))["group_secret"]);
    }

    static string Name((OperationAttribute Operation, System.Reflection.MethodInfo Handler) operation) => operation.Handler.DeclaringType!.Name;

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();
}
