using Dukou.Server.Api;
using Dukou.Server.Products;
using Dukou.Server.Spaces;

namespace Dukou.Server.Devices;

/// <summary>Checks what a caller wants to register and makes a device of it; applications and gateways register by the same rules.</summary>
sealed class DeviceRegistration(DeviceStore devices, ProductStore products, SpaceStore spaces, TimeProvider clock)
{
    /// <exception cref="IotdaException">A member is not allowed, or space or product are missing.</exception>
    public Device Prepare(AddDevice.Request body, out IReadOnlyList<InitialDesired> desired)
    {
        Checked(body);
        var space = spaces.Get(body.AppId);
        var product = products.Find(space.AppId, body.ProductId!)
            ?? throw new IotdaException(new(404, "IOTDA.013001", $"The product {body.ProductId} does not exist in the resource space {space.AppId} ({space.AppName})."));
        desired = DesiredAtFirst.Merge(product.Model, body.Shadow ?? []);

        var byCertificate = body.AuthInfo?.AuthType == "CERTIFICATES";
        return new Device(body.DeviceId ?? $"{product.ProductId}_{body.NodeId}", space.AppId, product.ProductId, body.NodeId!, clock.GetUtcNow())
        {
            GatewayId = body.GatewayId,
            DeviceName = body.DeviceName,
            Description = body.Description,
            AuthType = byCertificate ? DeviceAuthType.Certificates : DeviceAuthType.Secret,
            SecretProtected = byCertificate ? null : devices.Protect(body.AuthInfo?.Secret ?? AddDevice.NewSecret()),
            Fingerprint = body.AuthInfo?.Fingerprint?.ToLowerInvariant(),
            SecureAccess = body.AuthInfo?.SecureAccess ?? false,
            TimeoutSeconds = body.AuthInfo?.Timeout ?? 0,
            ExtensionInfo = body.ExtensionInfo?.GetRawText(),
        };
    }

    static void Checked(AddDevice.Request body)
    {
        var check = new Check()
            .Text(body.DeviceId, "device_id", 128, Patterns.Id)
            .Required(body.NodeId, "node_id").Text(body.NodeId, "node_id", 64, Patterns.NodeId)
            .That(body.DeviceId is not null || body.NodeId?.Contains(':') != true, "device_id",
                "must be given when node_id has a colon, because a device id cannot have one")
            .Text(body.DeviceName, "device_name", 256, Patterns.Name)
            .Required(body.ProductId, "product_id").Text(body.ProductId, "product_id", 36, Patterns.Id)
            .OneOf(body.AuthInfo?.AuthType, "auth_info.auth_type", "SECRET", "CERTIFICATES")
            .Secret(body.AuthInfo?.Secret, "auth_info.secret")
            .Fingerprint(body.AuthInfo?.Fingerprint, "auth_info.fingerprint")
            .Timeout(body.AuthInfo?.Timeout)
            .Text(body.Description, "description", 2048, Patterns.DisplayName, min: 0)
            .Text(body.GatewayId, "gateway_id", 128, Patterns.Id)
            .Text(body.AppId, "app_id", 36, Patterns.Id)
            .ExtensionInfo(body.ExtensionInfo);
        DesiredAtFirst.Check(check, body.Shadow ?? []);
        check.Done();
    }
}
