using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Dukou.Server.Storage;

/// <summary>Reads core.db beside the platform that perhaps runs on it. Nothing is made, migrated or written, and no other file is opened: a person waits for it.</summary>
static class CoreBeside
{
    /// <param name="folder">Holds the file.</param>
    /// <param name="feature">Whose tables <paramref name="query"/> reads.</param>
    /// <param name="query">Reads them.</param>
    /// <exception cref="StorageException">The file can't be read, or these tables are those of another release.</exception>
    public static T Read<T>(DataFolder folder, string feature, Func<DbConnection, T> query)
    {
        var path = folder.File(DataFolder.CoreName);
        try
        {
            using var connection = SqliteFile.OpenBeside(path);
            Migrations.Require(connection, path, "core", feature);
            return query(connection);
        }
        catch (SqliteException failure)
        {
            throw new StorageException($"{path} can't be opened: {failure.Message}", failure);
        }
    }
}
