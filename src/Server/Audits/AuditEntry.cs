using System.Data.Common;
using Dukou.Server.Storage;

namespace Dukou.Server.Audits;

/// <summary>One act: who did what, when, from where, with which result.</summary>
/// <param name="At">When.</param>
/// <param name="UserId">The user; null for somebody who could not be signed in.</param>
/// <param name="UserName">The user's name, or the one that was claimed.</param>
/// <param name="AccessKey">The key that signed; null for a token or a password.</param>
/// <param name="RemoteAddress">Where the caller is.</param>
/// <param name="Operation">The operation's name.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, without query.</param>
/// <param name="Status">The answer's status; null when the caller went away before.</param>
/// <param name="Result">done, refused or failed.</param>
/// <param name="ErrorCode">The code of the refusal.</param>
/// <param name="RequestId">Under which the traces tell more.</param>
sealed record AuditEntry(
    DateTimeOffset At, string? UserId, string UserName, string? AccessKey, string? RemoteAddress, string Operation, string Method, string Path,
    int? Status, string Result, string? ErrorCode, string RequestId)
{
    public const string Done = "done";
    public const string Refused = "refused";
    public const string Failed = "failed";

    const string Columns = "at, user_id, user_name, access_key, remote_address, operation, method, path, status, result, error_code, request_id, sequence";

    /// <summary>What somebody did who may read the data folder, without the API.</summary>
    public static AuditEntry OnThisMachine(string operation, string user, DateTimeOffset at) => new(at, null, user, null, null, operation, "", "", null, Done, null, "");

    public void Insert(DbConnection audit, string projectId, long sequence) => audit.Execute($"""
        insert into audit (project_id, {Columns})
        values (@project, @at, @user_id, @user_name, @access_key, @remote_address, @operation, @method, @path, @status, @result, @error_code, @request_id, @sequence)
        """,
        ("@project", projectId), ("@at", At), ("@user_id", UserId), ("@user_name", UserName), ("@access_key", AccessKey), ("@remote_address", RemoteAddress), ("@operation", Operation),
        ("@method", Method), ("@path", Path), ("@status", Status), ("@result", Result), ("@error_code", ErrorCode), ("@request_id", RequestId), ("@sequence", sequence));

    /// <summary>The newest entries below a sequence that fit a condition, with their sequences.</summary>
    public static List<(AuditEntry Entry, long Sequence)> Read(DbConnection audit, string condition, ReadOnlySpan<(string, object?)> values) =>
        audit.Query($"select {Columns} from audit where {condition} order by sequence desc limit @limit offset @offset", row => (new AuditEntry(
            row.Instant(0)!.Value, row.Text(1), row.GetString(2), row.Text(3), row.Text(4), row.GetString(5), row.GetString(6), row.GetString(7),
            (int?)row.Number(8), row.GetString(9), row.Text(10), row.GetString(11)), row.GetInt64(12)), values);
}
