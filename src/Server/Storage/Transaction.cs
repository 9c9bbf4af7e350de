using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dukou.Server.Storage;

/// <summary>
/// A write transaction, undone when it ends without <see cref="Commit"/>. By statements of its own: ADO.NET's transactions would have to
/// be set on every kept command (<see cref="KeptCommands"/>).
/// </summary>
readonly ref struct Transaction
{
    readonly SqliteConnection _connection;

    /// <summary>Begins at once, so that nothing of it can fail for another writer later.</summary>
    public Transaction(SqliteConnection connection)
    {
        _connection = connection;
        connection.Execute("begin immediate");
    }

    public void Commit() => _connection.Execute("commit");

    public void Dispose()
    {
        // The engine itself has undone what a full or broken disk ended.
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
            _connection.Execute("rollback");
    }
}
