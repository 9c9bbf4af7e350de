using Dukou.Server.Api;

namespace Dukou.Server.Provisioning;

/// <summary>Lists the devices that a registration group has activated, the last one first; those that were deleted since are left out.</summary>
[Operation("GET", "registration-groups/{groupId}/devices", Own = true, Group = "registration group")]
static class ListRegistrationGroupDevices
{
    public static Response Handle(string groupId, [AsParameters] Paging paging, RegistrationGroupStore groups, ActivatedDevices activated)
    {
        var request = paging.Checked();
        var (found, page) = activated.List(groups.Get(groupId).GroupId, request);
        return new([.. found.Select(one => new Item(one.Device.DeviceId, one.Device.NodeId, one.Device.DeviceName, one.Device.StatusName, Instants.Millis(one.ActivatedAt)))], page);
    }

    /// <param name="DeviceId">The device.</param>
    /// <param name="NodeId">What it is called in its product.</param>
    /// <param name="DeviceName">Its owner's name for it.</param>
    /// <param name="Status">As in ShowDevice: INACTIVE until it has been online with what it was told.</param>
    /// <param name="ActivationTime">When it was activated last.</param>
    public sealed record Item(string DeviceId, string NodeId, string? DeviceName, string Status, string ActivationTime);

    public sealed record Response(IReadOnlyList<Item> Devices, Page Page);
}
