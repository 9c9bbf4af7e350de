using Microsoft.Data.Sqlite;

namespace Dukou.Server.Storage;

/// <summary>Read connections of one file, kept for reuse; at most <see cref="KeptMax"/> idle ones are kept open.</summary>
sealed class ReaderPool(string path) : IDisposable
{
    const int KeptMax = 8;

    // Guards what follows. The one that was used last is taken first: what it has read lately is in its cache.
    readonly Lock _gate = new();
    readonly Stack<SqliteConnection> _idle = new(KeptMax);
    bool _disposed;

    public SqliteConnection Rent()
    {
        lock (_gate)
            if (_idle.TryPop(out var connection))
                return connection;
        return SqliteFile.Open(path, readOnly: true);
    }

    public void Return(SqliteConnection connection)
    {
        lock (_gate)
            if (!_disposed && _idle.Count < KeptMax)
            {
                _idle.Push(connection);
                return;
            }
        connection.Dispose();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            while (_idle.TryPop(out var connection))
                connection.Dispose();
        }
    }
}
