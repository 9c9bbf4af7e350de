using System.Data.Common;
using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.Devices;

/// <summary>Which devices a list is to hold; absent conditions hold for all.</summary>
sealed record DeviceFilter
{
    public string? AppId { get; init; }
    public string? ProductId { get; init; }

    /// <summary>The parent of the children wanted.</summary>
    public string? GatewayId { get; init; }

    /// <summary>With <see cref="GatewayId"/>: the children of its children too.</summary>
    public bool Cascade { get; init; }
    public string? NodeId { get; init; }
    public string? DeviceName { get; init; }

    /// <summary>When it was registered, both ends included.</summary>
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }
}

/// <summary>
/// Pages of devices, newest first. Each condition has an index that ends in the row id, so that a page costs the same wherever it
/// lies; the count is one pass over the narrowest index, some milliseconds at 200,000 devices.
/// </summary>
static class DeviceList
{
    public static (IReadOnlyList<Device> Devices, Page Page) Read(DbConnection core, DeviceFilter filter, PageRequest page)
    {
        (string Name, object? Value)[] values =
        [
            ("@app_id", filter.AppId), ("@product_id", filter.ProductId), ("@gateway_id", filter.GatewayId), ("@node_id", filter.NodeId),
            ("@device_name", filter.DeviceName), ("@from", filter.From), ("@to", filter.To),
        ];
        var given = values.Where(value => value.Value is not null).ToArray();
        var where = string.Concat(given.Select(value => " and " + Condition(value.Name, filter.Cascade)));
        var count = core.Scalar<long>($"select count(*) from device where true{where}", given);
        var marker = (string?)null;
        var devices = core.Query($"select {DeviceTable.Columns} from device where row_id < @marker{where} order by row_id desc limit @limit offset @offset",
            row =>
            {
                marker = row.GetString(DeviceTable.RowIdColumn);
                return DeviceTable.Read(row);
            },
            [.. given, ("@marker", page.Marker), ("@limit", page.Limit), ("@offset", page.Offset)]);
        return (devices, new(count, marker));
    }

    public static (IReadOnlyList<(Device Device, string Marker)> Devices, long Count) Search(DbConnection core, DeviceSearch search)
    {
        if (search.CountOnly)
            return ([], core.Scalar<long>($"select count(*) from device where {search.Where}", [.. search.Parameters]));
        return (core.Query(
            $"select {DeviceTable.Columns} from device where {search.Where} order by row_id {(search.Ascending ? "asc" : "desc")} limit @limit offset @offset",
            row => (DeviceTable.Read(row), row.GetString(DeviceTable.RowIdColumn)),
            [.. search.Parameters, ("@limit", search.Limit), ("@offset", search.Offset)]), 0);
    }

    public static Dictionary<string, long> CountByStatus(DbConnection core) =>
        core.Query("select status, frozen, count(*) from device group by status, frozen", row => (Status: row.GetInt64(1) == 0 ? row.GetString(0) : "FROZEN", Count: row.GetInt64(2)))
            .GroupBy(counted => counted.Status, counted => counted.Count).ToDictionary(status => status.Key, status => status.Sum());

    static string Condition(string name, bool cascade) => name switch
    {
        "@from" => "created_at >= @from",
        "@to" => "created_at <= @to",
        // Children nest two levels deep at most.
        "@gateway_id" when cascade => "gateway_id in (select @gateway_id union all select device_id from device where gateway_id = @gateway_id)",
        _ => $"{name[1..]} = {name}",
    };
}
