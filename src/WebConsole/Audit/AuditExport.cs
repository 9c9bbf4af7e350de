using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dukou.ApplicationSdk;
using Dukou.ApplicationSdk.Models;

namespace Dukou.WebConsole.Audit;

/// <summary>Entries of the audit as a file to take along: the newest ones that fit the filter, at most <see cref="EntriesMax"/>.</summary>
static class AuditExport
{
    public const int EntriesMax = 10_000;

    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<IReadOnlyList<ListAuditEntriesEntry>> ReadAsync(ApplicationClient client, ListAuditEntriesQuery query, CancellationToken cancellationToken)
    {
        var entries = new List<ListAuditEntriesEntry>();
        for (string? marker = null; ;)
        {
            var page = await client.ListAuditEntriesAsync(query with { Marker = marker }, cancellationToken);
            entries.AddRange((page.Entries ?? []).Take(EntriesMax - entries.Count));
            marker = page.Page?.Marker;
            if (marker is null || entries.Count == EntriesMax)
                return entries;
        }
    }

    public static string Json(IReadOnlyList<ListAuditEntriesEntry> entries) => JsonSerializer.Serialize(entries, Readable);

    public static string Csv(IReadOnlyList<ListAuditEntriesEntry> entries)
    {
        var text = new StringBuilder("time,user_name,access_key,remote_address,operation,method,path,result,status,error_code,request_id\r\n");
        foreach (var entry in entries)
            text.AppendJoin(',', new[]
            {
                entry.Time, entry.UserName, entry.AccessKey, entry.RemoteAddress, entry.Operation, entry.Method, entry.Path, entry.Result,
                entry.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture), entry.ErrorCode, entry.RequestId,
            }.Select(Cell)).Append("\r\n");
        return text.ToString();
    }

    // A name that a stranger claimed must be no formula to a spreadsheet.
    static string Cell(string? value) => value is not { Length: > 0 } ? "" : $"\"{(value[0] is '=' or '+' or '-' or '@' ? "'" : "")}{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
