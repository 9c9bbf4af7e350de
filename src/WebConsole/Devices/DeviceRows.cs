using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Devices;

namespace Dukou.WebConsole.Devices;

/// <summary>Devices to register as a person gives them: node ids one after the other, or a CSV file with the columns of <c>dukou device import</c>.</summary>
static class DeviceRows
{
    /// <summary>More come by the command line.</summary>
    public const int RowsMax = 5000;

    public static readonly string[] Columns = ["node_id", "device_id", "device_name", "secret", "description", "gateway_id", "product_id", "app_id"];

    public static List<string> NodeIds(string text) => [.. text.Split(['\n', ',', ' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries).Distinct()];

    /// <returns>The devices; null when the first row is not a heading with <c>node_id</c> and other known columns.</returns>
    public static List<AddDevice>? OfCsv(string text, string productId, string? appId, bool secureAccess)
    {
        var rows = Csv.Read(text);
        var names = rows.Count == 0 ? [] : rows[0].Select(name => name.Trim()).ToArray();
        if (!names.Contains("node_id") || names.Except(Columns).Any())
            return null;
        return [.. rows.Skip(1).Select(Of)];

        AddDevice Of(string[] row)
        {
            string? Cell(string name) => Array.IndexOf(names, name) is >= 0 and var at && at < row.Length && row[at].Trim() is { Length: > 0 } value ? value : null;
            var ofProduct = Cell("product_id");
            return new()
            {
                NodeId = Cell("node_id") ?? "",
                DeviceId = Cell("device_id"),
                DeviceName = Cell("device_name"),
                Description = Cell("description"),
                GatewayId = Cell("gateway_id"),
                ProductId = ofProduct ?? productId,
                AppId = Cell("app_id") ?? (ofProduct is null ? appId : null),
                AuthInfo = Cell("gateway_id") is null ? new() { AuthType = "SECRET", Secret = Cell("secret"), SecureAccess = secureAccess } : null,
            };
        }
    }

    public static string ToCsv(IEnumerable<RegisteredRow> rows) =>
        Csv.Line("device_id", "node_id", "secret", "problem") + "\n" + string.Concat(rows.Select(row => Csv.Line(row.DeviceId, row.NodeId, row.Secret, row.Problem) + "\n"));
}

/// <summary>What became of one row: a device with its secret, or why not.</summary>
sealed record RegisteredRow(string NodeId, string? DeviceId, string? Secret, string? Problem);
