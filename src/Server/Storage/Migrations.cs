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
        var applied = connection.Query("select feature, version from schema", row => (Feature: row.GetString(0), Version: row.GetInt32(1)))
            .ToDictionary(entry => entry.Feature, entry => entry.Version);
        var scripts = Scripts(kind);
        foreach (var (feature, version) in applied)
        {
            var known = scripts.Where(script => script.Feature == feature).Select(script => script.Version).DefaultIfEmpty().Max();
            if (version > known)
                throw new StorageException($"{path} was written by a newer release of Dukou ({feature} {version}, this program knows {known}); use that release.");
        }
        var pending = scripts.Where(script => script.Version > applied.GetValueOrDefault(script.Feature)).ToList();
        if (pending.Count == 0)
            return;
        if (applied.Count > 0)
            SqliteFile.Backup(connection, NextCopy(path));
        using var transaction = new Transaction(connection);
        foreach (var script in pending)
        {
            connection.Execute(script.Text);
            connection.Execute("insert into schema values (@feature, @version) on conflict (feature) do update set version = excluded.version",
                ("@feature", script.Feature), ("@version", script.Version));
        }
        transaction.Commit();
    }

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
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return new Script(parts[^2], int.Parse(parts[^1].AsSpan(0, 3), CultureInfo.InvariantCulture), reader.ReadToEnd());
            })
            .OrderBy(script => script.Feature, StringComparer.Ordinal).ThenBy(script => script.Version)];
    }

    sealed record Script(string Feature, int Version, string Text);
}
