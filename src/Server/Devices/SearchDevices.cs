using Dukou.Server.Api;

namespace Dukou.Server.Devices;

/// <summary>Searches devices by an SQL-like text (application-api, section 3). Conditions on fields without an index look at every device.</summary>
[Operation("POST", "search/query-devices", ChangesNothing = true)]
static class SearchDevices
{
    const int CharactersMax = 400;

    public static Response Handle(Request body, DeviceStore devices)
    {
        new Check().Required(body.Sql, "sql").Text(body.Sql, "sql", CharactersMax).Done();
        var search = DeviceSql.Parse(body.Sql!);
        var (found, count) = devices.Search(search);
        return search.CountOnly ? new(null, count) : new([.. found.Select(row => Found.Of(row.Device, row.Marker, search.Fields))], null);
    }

    public sealed record Request(string? Sql);

    /// <param name="Devices">The devices; absent when only their number was asked for.</param>
    /// <param name="Count">Their number, when it was asked for.</param>
    public sealed record Response(IReadOnlyList<Found>? Devices, long? Count);

    /// <summary>A device with the members that were asked for.</summary>
    public sealed record Found(string? AppId, string? AppName, string? DeviceId, string? NodeId, string? GatewayId, string? DeviceName, string? NodeType, string? FwVersion,
        string? SwVersion, string? DeviceSdkVersion, string? ProductId, string? ProductName, string? Status, string? Marker)
    {
        public static Found Of(DeviceResponse device, string marker, IReadOnlySet<string>? fields)
        {
            string? If(string field, string? value) => fields is null || fields.Contains(field) ? value : null;
            var all = fields is null;
            return new(If("app_id", device.AppId), all ? device.AppName : null, If("device_id", device.DeviceId), If("node_id", device.NodeId), If("gateway_id", device.GatewayId),
                If("device_name", device.DeviceName), If("node_type", device.NodeType), If("fw_version", device.FwVersion), If("sw_version", device.SwVersion),
                all ? device.DeviceSdkVersion : null, If("product_id", device.ProductId), all ? device.ProductName : null, If("status", device.Status), If("marker", marker));
        }
    }
}
