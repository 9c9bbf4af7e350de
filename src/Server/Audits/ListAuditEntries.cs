using System.Globalization;
using Dukou.Server.Api;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Audits;

/// <summary>Who changed what, when, from where and with which result, newest first; sign-ins too, failed ones included. An operation of our own.</summary>
[Operation("GET", "audit", Own = true, Group = "audit", Needs = Role.Owner)]
static class ListAuditEntries
{
    public static Answer Handle([AsParameters] Paging paging, [AsParameters] Query query, AuditStore store)
    {
        var page = paging.Checked();
        var found = store.Read(query.Checked(), Before(page.Marker), page);
        var shown = found.Take(page.Limit).ToList();
        return new([.. shown.Select(row => Entry.Of(row.Entry))], new(found.Count > page.Limit ? shown[^1].Sequence.ToString("x24", CultureInfo.InvariantCulture) : null));
    }

    // The newest marker lies above every number.
    static long Before(string marker) => marker.AsSpan(0, 9).ContainsAnyExcept('0') ? long.MaxValue : long.Parse(marker, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    public sealed record Query(
        [property: FromQuery(Name = "user_name")] string? UserName,
        [property: FromQuery(Name = "operation")] string? Operation,
        [property: FromQuery(Name = "result")] string? Result,
        [property: FromQuery(Name = "start_time")] string? StartTime,
        [property: FromQuery(Name = "end_time")] string? EndTime)
    {
        public AuditFilter Checked()
        {
            var check = new Check().Text(UserName, "user_name", 64).Text(Operation, "operation", 64).OneOf(Result, "result", AuditEntry.Done, AuditEntry.Refused, AuditEntry.Failed);
            var (from, to) = (Instant(StartTime, "start_time", check), Instant(EndTime, "end_time", check));
            check.That(from is null || to is null || from <= to, "start_time", "must not be later than end_time").Done();
            return new(UserName, Operation, Result, from, to);
        }

        static DateTimeOffset? Instant(string? text, string path, Check check)
        {
            if (text is null)
                return null;
            check.That(Instants.TryParse(text, out var instant), path, "must have the form yyyyMMdd'T'HHmmss'Z' or yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");
            return instant;
        }
    }

    /// <param name="Entries">The entries.</param>
    /// <param name="Page">Where to continue.</param>
    public sealed record Answer(IReadOnlyList<Entry> Entries, Next Page);

    /// <param name="Time">When, UTC with milliseconds.</param>
    /// <param name="UserName">The user, or the name that was claimed when signing in failed.</param>
    /// <param name="UserId">Absent when signing in failed.</param>
    /// <param name="AccessKey">The key that signed; absent for a token or a password.</param>
    /// <param name="RemoteAddress">Where the caller is.</param>
    /// <param name="Operation">The operation's name.</param>
    /// <param name="Method">The HTTP method.</param>
    /// <param name="Path">The path, which names what it was done to.</param>
    /// <param name="Result">done, refused or failed.</param>
    /// <param name="Status">The answer's status; absent when the caller went away before.</param>
    /// <param name="ErrorCode">The code of the refusal.</param>
    /// <param name="RequestId">Under which the traces tell more.</param>
    public sealed record Entry(
        string Time, string UserName, string? UserId, string? AccessKey, string? RemoteAddress, string Operation, string Method, string Path, string Result, int? Status, string? ErrorCode, string RequestId)
    {
        internal static Entry Of(AuditEntry entry) => new(Instants.Millis(entry.At), entry.UserName, entry.UserId, entry.AccessKey, entry.RemoteAddress, entry.Operation, entry.Method,
            entry.Path, entry.Result, entry.Status, entry.ErrorCode, entry.RequestId);
    }

    /// <param name="Marker">Pass it to read on; absent at the end.</param>
    public sealed record Next(string? Marker);
}
