using System.Data.Common;

namespace Dukou.Server.Storage;

/// <summary>
/// Thin helpers over ADO.NET. Parameters are named <c>@name</c>, which every engine understands; a statement always has the same ones, in
/// the same order. It is parsed once for a connection.
/// </summary>
static class Sql
{
    public static int Execute(this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = new Given(connection, sql, parameters);
        return command.Command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row; <c>default</c> when there is no row or it is null.</summary>
    public static T? Scalar<T>(this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = new Given(connection, sql, parameters);
        using var reader = command.Command.ExecuteReader();
        return reader.Read() && !reader.IsDBNull(0) ? reader.GetFieldValue<T>(0) : default;
    }

    /// <summary>The first row, or <c>default</c>.</summary>
    public static T? First<T>(this DbConnection connection, string sql, Func<DbDataReader, T> row, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = new Given(connection, sql, parameters);
        using var reader = command.Command.ExecuteReader();
        return reader.Read() ? row(reader) : default;
    }

    public static List<T> Query<T>(this DbConnection connection, string sql, Func<DbDataReader, T> row, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = new Given(connection, sql, parameters);
        using var reader = command.Command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    /// <summary>Reads rows until <paramref name="row"/> returns false.</summary>
    public static void Each(this DbConnection connection, string sql, Func<DbDataReader, bool> row, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = new Given(connection, sql, parameters);
        using var reader = command.Command.ExecuteReader();
        while (reader.Read() && row(reader))
            continue;
    }

    public static string? Text(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static long? Number(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    /// <summary>Instants are stored as milliseconds since 1970, UTC.</summary>
    public static DateTimeOffset? Instant(this DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    /// <summary>A command with its values, kept after its use unless it is a script of several statements.</summary>
    readonly ref struct Given
    {
        readonly KeptCommands? _kept;

        public Given(DbConnection connection, string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
        {
            _kept = sql.Contains(';') ? null : KeptCommands.Of(connection);
            Command = _kept?.Take(sql) ?? Make(connection, sql, parameters);
            // Otherwise a reader that is left before its last row leaves the command unprepared.
            if (_kept is not null)
                Command.Prepare();
            for (var i = 0; i < parameters.Length; i++)
                Command.Parameters[i].Value = parameters[i].Value switch
                {
                    null => DBNull.Value,
                    DateTimeOffset instant => instant.ToUnixTimeMilliseconds(),
                    bool flag => flag ? 1L : 0L,
                    var value => value,
                };
        }

        public DbCommand Command { get; }

        public void Dispose()
        {
            if (_kept is not null)
                _kept.GiveBack(Command);
            else
                Command.Dispose();
        }

        static DbCommand Make(DbConnection connection, string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
        {
            var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in parameters)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }
            return command;
        }
    }
}
