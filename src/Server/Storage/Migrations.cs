using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Dukou.Server.Storage;

/// <summary>
/// Brings one file's schema up to date: numbered scripts <c>Feature/NNN_noun.kind.sql</c>, each applied once, forward only, recorded in
/// <c>schema(feature, version)</c>. A file that holds data is copied beside itself before its first migration.
/// </summary>
static class Migrations
{
    public static void Apply(SqliteConnection connection, string path, string kind)
    {
        connection.Execute("create table if not exists schema (feature text primary key, version integer not null)");
        var applied = Applied(connection);
        var scripts = Scripts(kind);
        foreach (var (feature, version) in applied)
        {
            var known = Known(scripts, feature);
            if (version > known)
                throw Newer(path, feature, version, known);
        }
        var pending = scripts.Where(script => script.Version > applied.GetValueOrDefault(script.Feature)).ToList();
        if (pending.Count == 0)
            return;
        if (applied.Count > 0)
            SqliteFile.Backup(connection, NextCopy(path));
        using var transaction = new Transaction(connection);
        foreach (var script in pending)
        {
            connection.Execute(script.Read());
            connection.Execute("insert into schema values (@feature, @version) on conflict (feature) do update set version = excluded.version",
                ("@feature", script.Feature), ("@version", script.Version));
        }
        transaction.Commit();
    }

    /// <summary>For a reader that changes nothing: the tables of one feature are as this program knows them, whatever the others are.</summary>
    /// <exception cref="StorageException">They are older or newer.</exception>
    public static void Require(SqliteConnection connection, string path, string kind, string feature)
    {
        var (version, known) = (Applied(connection).GetValueOrDefault(feature), Known(Scripts(kind), feature));
        if (version > known)
            throw Newer(path, feature, version, known);
        if (version < known)
            throw new StorageException($"{path} was written by an older release of Dukou ({feature} {version}, this program needs {known}); start this program on it once, or use that release.");
    }

    static Dictionary<string, int> Applied(SqliteConnection connection) =>
        connection.Query("select feature, version from schema", row => (Feature: row.GetString(0), Version: row.GetInt32(1))).ToDictionary(entry => entry.Feature, entry => entry.Version);

    static int Known(List<Script> scripts, string feature) => scripts.Where(script => script.Feature == feature).Select(script => script.Version).DefaultIfEmpty().Max();

    static StorageException Newer(string path, string feature, int version, int known) =>
        new($"{path} was written by a newer release of Dukou ({feature} {version}, this program knows {known}); use that release.");

    static string NextCopy(string path) =>
        Enumerable.Range(1, int.MaxValue).Select(n => string.Create(CultureInfo.InvariantCulture, $"{path}.before-migration-{n}")).First(copy => !File.Exists(copy));

    static List<Script> Scripts(string kind)
    {
        var assembly = typeof(Migrations).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith($".{kind}.sql", StringComparison.Ordinal))
            .Select(name =>
            {
                // Feature/NNN_noun.kind.sql
                var parts = name.Replace('\\', '/').Split('/');
                return new Script(parts[^2], int.Parse(parts[^1].AsSpan(0, 3), CultureInfo.InvariantCulture), name);
            })
            .OrderBy(script => script.Feature, StringComparer.Ordinal).ThenBy(script => script.Version)];
    }

    sealed record Script(string Feature, int Version, string Resource)
    {
        public string Read()
        {
            using var reader = new StreamReader(typeof(Migrations).Assembly.GetManifestResourceStream(Resource)!);
            return reader.ReadToEnd();
        }
    }
}
