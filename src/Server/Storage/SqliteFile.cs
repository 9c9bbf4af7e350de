using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dukou.Server.Storage;

/// <summary>How every SQLite file of the platform is opened: WAL, a commit is on disk before it returns (synchronous=FULL).</summary>
static class SqliteFile
{
    // SQLITE_DBCONFIG_ENABLE_QPSG, https://sqlite.org/c3ref/c_dbconfig_defensive.html
    const int EnableQpsg = 1007;

    public const int PageBytes = 8192;

    /// <param name="path">The file, made when it is missing.</param>
    /// <param name="readOnly">True for a reader of a file that exists.</param>
    /// <param name="givesBackSpace">True for a file that shrinks when rows are deleted (by <c>pragma incremental_vacuum</c>); counts when the file is made.</param>
    public static SqliteConnection Open(string path, bool readOnly = false, bool givesBackSpace = false)
    {
        var connection = Connect(path, readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate);
        // What a savepoint needs to undo its statements is kept in memory: in a file it is written, made and deleted for each transaction.
        if (!readOnly)
            connection.Execute($"pragma temp_store=memory; pragma page_size={PageBytes}; pragma auto_vacuum={(givesBackSpace ? "incremental" : "none")}; pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on");
        return connection;
    }

    /// <summary>
    /// For a reader that is perhaps alone with the file: no statement writes. Not opened read-only, because whoever leaves a file last
    /// clears its WAL away, and a connection that is read-only can't.
    /// </summary>
    public static SqliteConnection OpenBeside(string path)
    {
        var connection = Connect(path, SqliteOpenMode.ReadWrite);
        connection.Execute("pragma query_only=on");
        return connection;
    }

    /// <summary>A consistent copy by SQLite's online backup.</summary>
    public static void Backup(SqliteConnection source, string target)
    {
        using var copy = new SqliteConnection($"Data Source={target};Pooling=False");
        copy.Open();
        source.BackupDatabase(copy);
    }

    static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        connection.Open();
        // Plans don't look at bound values: a statement with "limit @limit" would otherwise be parsed again for each.
        if (raw.sqlite3_db_config(connection.Handle, EnableQpsg, 1, out _) is not raw.SQLITE_OK and var code)
            throw new SqliteException("The query planner's guarantee can't be switched on.", code);
        return connection;
    }
}
