using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.Spaces;

/// <summary>
/// The installation's resource spaces, in table <c>space</c>. At most <see cref="SpacesMax"/>, so all are held in memory and read anew
/// after <see cref="VersionedCache{TKey,TRow}.TrustedFor"/> at the latest. Any number of threads may use it.
/// </summary>
sealed class SpaceStore(Databases databases, Outbox outbox, RowId rowIds, TimeProvider clock)
{
    public const int SpacesMax = 10;
    const string DefaultName = "DefaultApp";

    // Guards the refilling of _snapshot: a reader that read before a change must not store what it read after it.
    readonly Lock _refill = new();
    volatile Snapshot? _snapshot;
    string? _projectId;

    /// <summary>The one project of the installation; every table carries it.</summary>
    public string ProjectId => _projectId ?? throw new InvalidOperationException("The registry is not open yet.");

    /// <summary>Oldest first.</summary>
    public ImmutableArray<Space> All => Fresh();

    public Space Default => All.First(space => space.DefaultApp);

    /// <summary>Makes the default space at the first start.</summary>
    public async Task OpenAsync(string projectId, CancellationToken cancellationToken)
    {
        _projectId = projectId;
        if (databases.Core.Read(core => core.Scalar<long>("select count(*) from space where default_app = 1")) == 0)
            await InsertAsync(new Space(NewAppId(), DefaultName, true, clock.GetUtcNow()), cancellationToken);
    }

    public Space? Find(string appId) => All.FirstOrDefault(space => space.AppId == appId);

    /// <summary>The space that a request names, or the default one when it names none.</summary>
    /// <exception cref="IotdaException">There is no such space.</exception>
    public Space Get(string? appId) => appId is null ? Default : Find(appId) ?? throw Errors.ApplicationNotFound(appId);

    /// <summary>Whether the space is there, asked within a write that puts something into it.</summary>
    public static bool Exists(DbConnection core, string appId) =>
        core.Scalar<long>("select count(*) from space where app_id = @app_id", ("@app_id", appId)) > 0;

    /// <exception cref="IotdaException">There are <see cref="SpacesMax"/> already.</exception>
    public Task<Space> AddAsync(string name, CancellationToken cancellationToken) =>
        InsertAsync(new Space(NewAppId(), name, false, clock.GetUtcNow()), cancellationToken);

    /// <exception cref="IotdaException">There is no such space.</exception>
    public async Task<Space> RenameAsync(string appId, string? name, CancellationToken cancellationToken)
    {
        await databases.Core.WriteAsync(core =>
        {
            var space = Select(core).FirstOrDefault(space => space.AppId == appId) ?? throw Errors.ApplicationNotFound(appId);
            var changed = space with { AppName = name ?? space.AppName };
            var version = outbox.Append(core, "application", "update", _ => Document(changed));
            core.Execute("update space set app_name = @app_name, version = @version where app_id = @app_id",
                ("@app_name", changed.AppName), ("@version", version), ("@app_id", appId));
        }, cancellationToken: cancellationToken);
        Forget();
        return Get(appId);
    }

    /// <summary>Deletes a space with all that it holds. When the process ends half way, the space is still there with what is left.</summary>
    /// <exception cref="IotdaException">There is no such space, or it is the default one.</exception>
    public async Task DeleteAsync(string appId, IReadOnlyList<ISpaceContent> contents, CancellationToken cancellationToken)
    {
        var space = Get(appId);
        if (space.DefaultApp)
            throw Errors.Forbidden($"{appId} is the default resource space, which can't be deleted.");
        do
        {
            foreach (var content in contents)
                await content.EmptyAsync(appId, cancellationToken);
        }
        while (!await TryDeleteRowAsync(space, contents, cancellationToken));
        Forget();
    }

    Task<bool> TryDeleteRowAsync(Space space, IReadOnlyList<ISpaceContent> contents, CancellationToken cancellationToken) =>
        databases.Core.WriteAsync(core =>
        {
            // Something was added since its kind was emptied: once more.
            if (!contents.All(content => content.IsEmpty(core, space.AppId)))
                return false;
            if (core.Execute("delete from space where app_id = @app_id", ("@app_id", space.AppId)) == 0)
                throw Errors.ApplicationNotFound(space.AppId);
            outbox.Append(core, "application", "delete", _ => Document(space));
            return true;
        }, cancellationToken: cancellationToken);

    async Task<Space> InsertAsync(Space space, CancellationToken cancellationToken)
    {
        await databases.Core.WriteAsync(core =>
        {
            if (core.Scalar<long>("select count(*) from space") >= SpacesMax)
                throw Errors.Forbidden($"There are {SpacesMax} resource spaces already, which is the most; delete one first.");
            var version = outbox.Append(core, "application", "create", _ => Document(space));
            core.Execute("""
                insert into space (row_id, project_id, app_id, app_name, default_app, created_at, version)
                values (@row_id, @project_id, @app_id, @app_name, @default_app, @created_at, @version)
                """,
                ("@row_id", rowIds.Next()), ("@project_id", ProjectId), ("@app_id", space.AppId), ("@app_name", space.AppName),
                ("@default_app", space.DefaultApp), ("@created_at", space.CreateTime), ("@version", version));
        }, cancellationToken: cancellationToken);
        Forget();
        return space;
    }

    ImmutableArray<Space> Fresh()
    {
        if (_snapshot is { } known && Environment.TickCount64 < known.TrustedUntil)
            return known.Spaces;
        lock (_refill)
        {
            var until = Environment.TickCount64 + (long)VersionedCache<string, Space>.TrustedFor.TotalMilliseconds;
            var snapshot = new Snapshot([.. databases.Core.Read(Select)], until);
            _snapshot = snapshot;
            return snapshot.Spaces;
        }
    }

    void Forget()
    {
        lock (_refill)
            _snapshot = null;
    }

    static List<Space> Select(DbConnection core) => core.Query("select app_id, app_name, default_app, created_at from space order by row_id",
        row => new Space(row.GetString(0), row.GetString(1), row.GetInt64(2) != 0, row.Instant(3)!.Value));

    static string NewAppId() => Guid.NewGuid().ToString("N");

    static string Document(Space space) => JsonSerializer.Serialize(new { Body = space }, Json.Options);

    sealed record Snapshot(ImmutableArray<Space> Spaces, long TrustedUntil);
}
