using System.Globalization;

namespace Dukou.WebConsole.Devices;

/// <summary>
/// What the list of devices is narrowed by, as the text that SearchDevices reads. Pages follow each other by marker, so that the last of
/// 200,000 devices is as near as the first.
/// </summary>
/// <param name="ProductId">Of this product.</param>
/// <param name="Status">In this status.</param>
/// <param name="NodeType">GATEWAY for devices that connect themselves, ENDPOINT for children.</param>
/// <param name="By">What <paramref name="Text"/> is compared with: device_name, node_id or device_id.</param>
/// <param name="Text">How names and node ids begin, or a whole device id.</param>
sealed record DeviceSearch(string? ProductId, string? Status, string? NodeType, string By, string? Text)
{
    public static readonly string[] Fields = ["device_name", "node_id", "device_id"];
    public static readonly string[] Statuses = ["ONLINE", "OFFLINE", "INACTIVE", "ABNORMAL", "FROZEN"];
    public static readonly string[] NodeTypes = ["GATEWAY", "ENDPOINT"];

    // What the API's like asks for at least, without its %.
    const int PrefixMin = 3;

    /// <summary>The values stand between quotes, which the API's text can't escape.</summary>
    public bool Possible => new[] { ProductId, Status, NodeType, Text }.All(value => value?.Contains('\'', StringComparison.Ordinal) != true);

    public string Count => $"select count(*) from device{Where(null)}";

    /// <param name="before">The marker of the last device of the page before; null for the first page.</param>
    /// <param name="limit">How many.</param>
    public string Page(string? before, int limit) => string.Create(CultureInfo.InvariantCulture, $"select * from device{Where(before)} order by marker desc limit {limit}");

    string Where(string? before)
    {
        var conditions = new List<string>();
        Add("product_id", "=", ProductId);
        Add("status", "=", Status);
        Add("node_type", "=", NodeType);
        if (By == "device_id" || Text is null or { Length: < PrefixMin })
            Add(By, "=", Text);
        else
            Add(By, "like", Text + "%");
        Add("marker", "<", before);
        return conditions.Count == 0 ? "" : " where " + string.Join(" and ", conditions);

        void Add(string field, string compares, string? value)
        {
            if (value is not null)
                conditions.Add($"{field} {compares} '{value}'");
        }
    }
}
