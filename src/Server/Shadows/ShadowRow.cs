using System.Data.Common;
using System.Text;
using Dukou.Server.Storage;

namespace Dukou.Server.Shadows;

/// <summary>One row of shadow.db, and how reports are merged into it. A new service starts with <see cref="Empty"/>.</summary>
sealed record ShadowRow(string DeviceId, string ServiceId, string? Desired, long? DesiredAt, string? Reported, long? ReportedAt, long Version, (long Epoch, long Sequence) Last)
{
    /// <summary>The version of a row that only says that the shadow was deleted.</summary>
    public const long Deleted = -1;

    /// <summary>
    /// Properties that devices may have in a service of the platform's own, and such services of one device: no product model bounds them.
    /// The properties that came first go; a further service is left out.
    /// </summary>
    public const int OwnPropertiesMax = 500;
    public const int OwnServicesMax = 32;

    const string Columns = "select device_id, service_id, desired_json, desired_at, reported_json, reported_at, version, epoch, seq from shadow where device_id = @device";

    public static ShadowRow Empty(string deviceId, string serviceId) => new(deviceId, serviceId, null, null, null, null, 0, (0, 0));

    /// <summary>All rows of a device, those of deleted services included.</summary>
    public static List<ShadowRow> Read(DbConnection shadow, string deviceId) => shadow.Query(Columns + " order by service_id", Of, ("@device", deviceId));

    public static ShadowRow? Read(DbConnection shadow, string deviceId, string serviceId) =>
        shadow.First(Columns + " and service_id = @service", Of, ("@device", deviceId), ("@service", serviceId));

    /// <summary>This row after the change; the row itself when it already has that change.</summary>
    public ShadowRow With(ReportedChange change)
    {
        if (change.Last.CompareTo(Last) <= 0)
            return this;
        var values = new PropertyValues();
        if (Reported is not null)
            values.Merge(Encoding.UTF8.GetBytes(Reported));
        values.Merge(change.Values);
        if (ServiceId.StartsWith('$'))
            values.KeepNewest(OwnPropertiesMax);
        return this with { Reported = values.ToJson(), ReportedAt = change.ReportedAt, Version = Math.Max(0, Version) + change.Changes, Last = change.Last };
    }

    /// <summary>Whether the device has as many services of the platform's own as may be.</summary>
    public static bool IsCrowded(DbConnection shadow, string deviceId) => shadow.Scalar<long>(
        "select count(*) from shadow where device_id = @device and service_id >= '$' and service_id < '%'", ("@device", deviceId)) >= OwnServicesMax;

    public void Write(DbConnection shadow) => shadow.Execute("""
        insert into shadow (device_id, service_id, desired_json, desired_at, reported_json, reported_at, version, epoch, seq)
        values (@device, @service, @desired, @desired_at, @reported, @reported_at, @version, @epoch, @seq)
        on conflict (device_id, service_id) do update set desired_json = excluded.desired_json, desired_at = excluded.desired_at,
        reported_json = excluded.reported_json, reported_at = excluded.reported_at, version = excluded.version, epoch = excluded.epoch, seq = excluded.seq
        """, ("@device", DeviceId), ("@service", ServiceId), ("@desired", Desired), ("@desired_at", DesiredAt), ("@reported", Reported), ("@reported_at", ReportedAt),
        ("@version", Version), ("@epoch", Last.Epoch), ("@seq", Last.Sequence));

    static ShadowRow Of(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.Text(2), row.Number(3), row.Text(4), row.Number(5), row.GetInt64(6), (row.GetInt64(7), row.GetInt64(8)));
}
