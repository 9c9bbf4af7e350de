using Dukou.Server.Api;

namespace Dukou.Server.Provisioning;

/// <summary>Changes the given members of a registration group. A new secret ends the old one; devices that have their own secret don't notice.</summary>
[Operation("PUT", "registration-groups/{groupId}", Own = true, Group = "registration group")]
static class UpdateRegistrationGroup
{
    public static async Task<RegistrationGroupResponse> Handle(string groupId, Request body, RegistrationGroupStore groups, CancellationToken cancellationToken)
    {
        new Check().Fields(body.GroupName, body.GroupSecret, body.InitConfig, body.DeviceMax).Done();
        var secretProtected = body.GroupSecret is { } secret ? groups.Protect(secret) : null;
        var changed = await groups.ChangeAsync(groupId, group => group.ByCertificate && (secretProtected is not null || body.SecureAccess == false)
            ? throw Errors.InvalidRequest("group_secret, secure_access: the group goes by certificates, which need TLS and no secret.")
            : group with
            {
                GroupName = body.GroupName ?? group.GroupName,
                SecretProtected = secretProtected ?? group.SecretProtected,
                Enabled = body.Enabled ?? group.Enabled,
                AllowReactivation = body.AllowReactivation ?? group.AllowReactivation,
                SecureAccess = body.SecureAccess ?? group.SecureAccess,
                InitConfig = body.InitConfig ?? group.InitConfig,
                DeviceMax = body.DeviceMax ?? group.DeviceMax,
            }, cancellationToken);
        return RegistrationGroupResponse.Of(changed, groups.UnprotectSecret(changed));
    }

    public sealed record Request(string? GroupName, string? GroupSecret, bool? Enabled, bool? AllowReactivation, bool? SecureAccess, string? InitConfig, long? DeviceMax);
}
