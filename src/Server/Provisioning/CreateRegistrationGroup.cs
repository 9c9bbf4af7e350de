using Dukou.Server.Api;
using Dukou.Server.Products;

namespace Dukou.Server.Provisioning;

/// <summary>
/// Makes a registration group of a product. The secret is the caller's or generated, and there is none for auth_type CERTIFICATES; scope id and
/// secret are part of the answer.
/// </summary>
[Operation("POST", "registration-groups", Own = true, Success = StatusCodes.Status201Created, Group = "registration group")]
static class CreateRegistrationGroup
{
    public static async Task<RegistrationGroupResponse> Handle(Request body, RegistrationGroupStore groups, ProductStore products, CancellationToken cancellationToken)
    {
        new Check()
            .Required(body.GroupName, "group_name")
            .Required(body.ProductId, "product_id").Text(body.ProductId, "product_id", 36, Patterns.Id)
            .Text(body.AppId, "app_id", 36, Patterns.Id)
            .Fields(body.GroupName, body.GroupSecret, body.InitConfig, body.DeviceMax)
            .OneOf(body.AuthType, "auth_type", "SECRET", "CERTIFICATES")
            .That(body.AuthType != "CERTIFICATES" || body.GroupSecret is null, "group_secret", "must be absent for auth_type CERTIFICATES")
            .That(body.AuthType != "CERTIFICATES" || body.SecureAccess != false, "secure_access", "must be true for auth_type CERTIFICATES")
            .Done();
        var secret = body.AuthType == "CERTIFICATES" ? null : body.GroupSecret ?? RegistrationGroupStore.NewSecret();
        var made = groups.New(products.Get(body.AppId, body.ProductId!), body.GroupName!, secret);
        var group = made with
        {
            Enabled = body.Enabled ?? made.Enabled,
            AllowReactivation = body.AllowReactivation ?? made.AllowReactivation,
            SecureAccess = body.SecureAccess ?? made.SecureAccess,
            InitConfig = body.InitConfig,
            DeviceMax = body.DeviceMax,
        };
        await groups.AddAsync(group, cancellationToken);
        return RegistrationGroupResponse.Of(group, secret);
    }

    public sealed record Request(string? GroupName, string? ProductId, string? AppId, string? AuthType, string? GroupSecret, bool? Enabled, bool? AllowReactivation, bool? SecureAccess, string? InitConfig,
        long? DeviceMax);
}
