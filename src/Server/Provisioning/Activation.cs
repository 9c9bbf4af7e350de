using Dukou.Protocol.Iotda;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Pipeline;
using Dukou.Server.Products;

namespace Dukou.Server.Provisioning;

/// <summary>
/// Gives a device that proved to be of a registration group its registration and its own secret. Both shapes of the vendor's SDKs hold
/// afterwards: the secret that it is told (C, Go) is the primary one, the one that it derives (Java) the secondary.
/// </summary>
sealed class Activation(DeviceStore devices, DeviceLifecycle lifecycle, ProductStore products, RegistrationGroupStore groups, ActivatedDevices activated, TimeProvider clock)
{
    /// <summary>
    /// What was done, with the secret unless the device came by certificate; or why not.
    /// </summary>
    public async Task<(string? Secret, Reason Done, Because? Refusal)> ActivateAsync(DeviceIdentity identity, CancellationToken cancellationToken)
    {
        // Asked again: the proof was given when the device connected.
        if (groups.Find(identity.GroupId!) is not { Enabled: true } group)
            throw Errors.Forbidden("the registration group was deleted or switched off meanwhile.");
        if (await devices.FindAsync(identity.DeviceId) is null)
        {
            var told = await RegisterAsync(group, identity, cancellationToken);
            await activated.AddAsync(group.GroupId, identity.DeviceId, cancellationToken);
            return (told, BootstrapReasons.Registered, null);
        }

        var secret = AddDevice.NewSecret();
        var derived = group.ByCertificate ? null : devices.Protect(Derived(group, identity));
        var done = BootstrapReasons.Activated;
        Because? refusal = null;
        await lifecycle.ChangeAsync(identity.DeviceId, device =>
        {
            refusal = Refusal(device, group, identity);
            if (refusal is not null)
                return device;
            if (device.ActiveTime is not null)
                done = BootstrapReasons.Reactivated;
            if (group.ByCertificate)
                return device with { Fingerprint = group.AllowReactivation ? identity.Fingerprint : device.Fingerprint ?? identity.Fingerprint };
            // Until it has been online it may ask as often as it likes, and has one secret.
            if (device.ActiveTime is null && devices.UnprotectSecret(device) is { } known)
                secret = known;
            return device with { SecretProtected = devices.Protect(secret), SecondarySecretProtected = derived };
        }, cancellationToken);
        if (refusal is not null)
            return (null, done, refusal);
        await activated.AddAsync(group.GroupId, identity.DeviceId, cancellationToken);
        return (group.ByCertificate ? null : secret, done, null);
    }

    async Task<string?> RegisterAsync(RegistrationGroup group, DeviceIdentity identity, CancellationToken cancellationToken)
    {
        var product = products.Find(group.AppId, group.ProductId) ?? throw Errors.ProductNotFound(group.ProductId);
        var secret = group.ByCertificate ? null : AddDevice.NewSecret();
        var device = new Device(identity.DeviceId, group.AppId, group.ProductId, identity.NodeId, clock.GetUtcNow())
        {
            AuthType = group.ByCertificate ? DeviceAuthType.Certificates : DeviceAuthType.Secret,
            SecretProtected = secret is null ? null : devices.Protect(secret),
            SecondarySecretProtected = secret is null ? null : devices.Protect(Derived(group, identity)),
            Fingerprint = identity.Fingerprint,
            SecureAccess = group.SecureAccess,
        };
        await groups.CountAsync(group, () => lifecycle.AddAsync(device, DesiredAtFirst.Merge(product.Model, []), cancellationToken), cancellationToken);
        return secret;
    }

    static Because? Refusal(Device device, RegistrationGroup group, DeviceIdentity identity) => device switch
    {
        _ when device.ProductId != group.ProductId || device.AppId != group.AppId => BootstrapReasons.ForeignProduct.With(
            ("device", device.DeviceId), ("other", device.ProductId), ("group", group.GroupName), ("product", group.ProductId)),
        { Frozen: true } => BootstrapReasons.Barred.With(("device", device.DeviceId), ("problem", "it is frozen")),
        { IsDirect: false } => BootstrapReasons.Barred.With(("device", device.DeviceId), ("problem", $"it is a child of gateway {device.GatewayId}")),
        { AuthType: DeviceAuthType.Secret } when group.ByCertificate => BootstrapReasons.Barred.With(("device", device.DeviceId), ("problem", "it is registered to prove itself by secret")),
        { AuthType: DeviceAuthType.Certificates } when !group.ByCertificate => BootstrapReasons.Barred.With(("device", device.DeviceId), ("problem", "it is registered to prove itself by certificate")),
        // One that is pinned by its SHA-1 is judged when it connects.
        { Fingerprint.Length: 64 } when group.ByCertificate && !group.AllowReactivation && device.Fingerprint != identity.Fingerprint =>
            BootstrapReasons.Barred.With(("device", device.DeviceId), ("problem", "it is pinned to another certificate")),
        { ActiveTime: not null } when !group.AllowReactivation => BootstrapReasons.ActiveAlready.With(("device", device.DeviceId), ("group", group.GroupName)),
        _ => null,
    };

    string Derived(RegistrationGroup group, DeviceIdentity identity) =>
        DevicePassword.TryDeriveSecret(groups.UnprotectSecret(group)!, identity.DeviceId, out var derived) ? derived : throw new InvalidOperationException("A stored group secret is Base64.");
}
