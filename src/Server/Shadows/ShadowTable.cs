using System.Data.Common;

namespace Dukou.Server.Shadows;

/// <summary>Reads and writes rows of one connection with statements that are prepared once: a flush does so some thousand times.</summary>
sealed class ShadowTable : IDisposable
{
    static readonly string[] Key = ["@device", "@service"];
    static readonly string[] Row = ["@device", "@service", "@desired", "@desiredAt", "@reported", "@reportedAt", "@version", "@epoch", "@seq"];

    readonly DbCommand _read;
    readonly DbCommand _write;

    public ShadowTable(DbConnection shadow)
    {
        _read = Command(shadow, ShadowRow.Columns + " and service_id = @service", Key);
        _write = Command(shadow, """
            insert into shadow (device_id, service_id, desired_json, desired_at, reported_json, reported_at, version, epoch, seq)
            values (@device, @service, @desired, @desiredAt, @reported, @reportedAt, @version, @epoch, @seq)
            on conflict (device_id, service_id) do update set desired_json = excluded.desired_json, desired_at = excluded.desired_at,
            reported_json = excluded.reported_json, reported_at = excluded.reported_at, version = excluded.version, epoch = excluded.epoch, seq = excluded.seq
            """, Row);
    }

    public ShadowRow? Read(string deviceId, string serviceId)
    {
        Set(_read, deviceId, serviceId);
        using var reader = _read.ExecuteReader();
        return reader.Read() ? ShadowRow.Of(reader) : null;
    }

    public void Write(ShadowRow row)
    {
        Set(_write, row.DeviceId, row.ServiceId, row.Desired, row.DesiredAt, row.Reported, row.ReportedAt, row.Version, row.Last.Epoch, row.Last.Sequence);
        _write.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _read.Dispose();
        _write.Dispose();
    }

    static DbCommand Command(DbConnection connection, string sql, string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }
        return command;
    }

    static void Set(DbCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }
}
