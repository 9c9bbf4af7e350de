using Dukou.Server.Api;
using Dukou.Server.DevicePolicies;
using Dukou.Server.Devices;
using Dukou.Server.Products;

namespace Dukou.Server.Provisioning;

/// <summary>Brings a device into the registry that came by itself: with the policies that bind it, or not at all.</summary>
sealed class SelfRegistration(DeviceLifecycle lifecycle, ProductStore products, DevicePolicyStore policies)
{
    /// <summary>Null when the device is registered; else why not.</summary>
    public async Task<string?> RegisterAsync(Device device, IReadOnlyList<string> policyIds, CancellationToken cancellationToken)
    {
        if (products.Find(device.AppId, device.ProductId) is not { } product)
            return $"there is no product {device.ProductId} in the resource space {device.AppId}.";
        try
        {
            await lifecycle.AddAsync(device, DesiredAtFirst.Merge(product.Model, []), cancellationToken);
        }
        catch (IotdaException refused)
        {
            return refused.Message;
        }
        if (await BindAsync(device.DeviceId, policyIds) is not { } unbound)
            return null;
        // Without its policies it might do what it must not.
        await lifecycle.TryDeleteAsync(device.DeviceId, registered => registered.ActiveTime is null, CancellationToken.None);
        return unbound;
    }

    async Task<string?> BindAsync(string deviceId, IReadOnlyList<string> policyIds)
    {
        try
        {
            foreach (var policyId in policyIds)
                if (await policies.BindToAsync(policyId, "device", [deviceId], CancellationToken.None) is { FailureTargets: [var failure, ..] })
                    return failure.ErrorMsg;
            return null;
        }
        catch (IotdaException refused)
        {
            return refused.Message;
        }
    }
}
