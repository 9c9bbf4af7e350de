using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Dukou.Server.Storage;

/// <summary>Read connections of one file, kept for reuse; at most <see cref="KeptMax"/> idle ones are kept open.</summary>
sealed class ReaderPool(string path) : IDisposable
{
    const int KeptMax = 8;

    readonly ConcurrentBag<SqliteConnection> _idle = [];
    volatile bool _disposed;

    public SqliteConnection Rent() => _idle.TryTake(out var connection) ? connection : SqliteFile.Open(path, readOnly: true);

    public void Return(SqliteConnection connection)
    {
        if (_disposed || _idle.Count >= KeptMax)
            connection.Dispose();
        else
            _idle.Add(connection);
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }
}
