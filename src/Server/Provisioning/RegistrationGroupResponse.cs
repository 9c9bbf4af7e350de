namespace Dukou.Server.Provisioning;

/// <summary>A registration group as the API answers it. Lists leave out the secret.</summary>
sealed record RegistrationGroupResponse(string GroupId, string GroupName, string AppId, string ProductId, string ScopeId, string AuthType, string? GroupSecret, bool Enabled, bool AllowReactivation,
    bool SecureAccess, string? InitConfig, long? DeviceMax, long Registered, DateTimeOffset CreateTime)
{
    public static RegistrationGroupResponse Of(RegistrationGroup group, string? secret = null) => new(group.GroupId, group.GroupName, group.AppId, group.ProductId, group.ScopeId, group.ByCertificate ? "CERTIFICATES" : "SECRET", secret,
        group.Enabled, group.AllowReactivation, group.SecureAccess, group.InitConfig, group.DeviceMax, group.Registered, group.CreateTime);
}
