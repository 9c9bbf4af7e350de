using System.Data.Common;
using Dukou.Server.Api;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.DeviceAuthentication;

/// <summary>
/// The authentication templates, in table <c>authentication_template</c>; the front door of this feature. At most <see cref="TemplatesMax"/>.
/// Every CONNECT asks for the active one: it is held compiled, and looked up anew after <see cref="VersionedCache{TKey,TRow}.TrustedFor"/>.
/// </summary>
sealed class AuthenticationTemplateStore(Databases databases, RowId rowIds, SpaceStore spaces, TimeProvider clock)
{
    /// <summary>V:iot_02_0209.</summary>
    public const int TemplatesMax = 5;

    const string Columns = "row_id, template_name, description, status, template_body, created_at, updated_at";

    // Guards the refilling of _active: a reader that read before a change must not store what it read after it.
    readonly Lock _refill = new();
    volatile Snapshot? _active;

    /// <summary>The active template, ready to run; null when there is none.</summary>
    public ActiveTemplate? Active
    {
        get
        {
            if (_active is { } known && Environment.TickCount64 < known.TrustedUntil)
                return known.Template;
            lock (_refill)
            {
                var until = Environment.TickCount64 + (long)VersionedCache<string, AuthenticationTemplate>.TrustedFor.TotalMilliseconds;
                var template = databases.Core.Read(core => core.First($"select {Columns} from authentication_template where status = 'ACTIVE'", Read));
                _active = new Snapshot(template is null ? null : _active?.Template?.Template == template ? _active.Template : new(template, AuthenticationBody.Parse(template.Body)), until);
                return _active.Template;
            }
        }
    }

    /// <exception cref="IotdaException">There is no such template.</exception>
    public AuthenticationTemplate Get(string templateId) => databases.Core.Read(core => Find(core, templateId)) ?? throw NotFound(templateId);

    public (IReadOnlyList<AuthenticationTemplate> Templates, Page Page) List(string? name, PageRequest page) => databases.Core.Read(core =>
    {
        const string filter = "(@name is null or template_name = @name)";
        var count = core.Scalar<long>($"select count(*) from authentication_template where {filter}", ("@name", name));
        var found = core.Query($"select {Columns} from authentication_template where row_id < @marker and {filter} order by row_id desc limit @limit offset @offset", Read,
            ("@name", name), ("@marker", page.Marker), ("@limit", page.Limit), ("@offset", page.Offset));
        return (found, new Page(count, found.Count > 0 ? found[^1].TemplateId : null));
    });

    /// <exception cref="IotdaException">There are <see cref="TemplatesMax"/> already, or another one is active.</exception>
    public async Task<AuthenticationTemplate> AddAsync(string name, string? description, bool active, string body, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var template = new AuthenticationTemplate(rowIds.Next(), name, description, active, body, now, now);
        await databases.Core.WriteAsync(core =>
        {
            if (core.Scalar<long>("select count(*) from authentication_template") >= TemplatesMax)
                throw Errors.Forbidden($"There are {TemplatesMax} authentication templates already, which is the most; delete one first.");
            CheckAlone(core, template);
            core.Execute("""
                insert into authentication_template (row_id, project_id, template_name, description, status, template_body, created_at, updated_at)
                values (@id, @project_id, @name, @description, @status, @body, @created_at, @updated_at)
                """,
                [("@project_id", spaces.ProjectId), ("@name", name), ("@created_at", now), .. Changeable(template)]);
        }, cancellationToken: cancellationToken);
        Forget();
        return template;
    }

    /// <exception cref="IotdaException">There is no such template, or another one is active.</exception>
    public async Task<AuthenticationTemplate> ChangeAsync(string templateId, Func<AuthenticationTemplate, AuthenticationTemplate> change, CancellationToken cancellationToken)
    {
        var changed = await databases.Core.WriteAsync(core =>
        {
            var template = change(Find(core, templateId) ?? throw NotFound(templateId)) with { UpdateTime = clock.GetUtcNow() };
            CheckAlone(core, template);
            core.Execute("update authentication_template set description = @description, status = @status, template_body = @body, updated_at = @updated_at where row_id = @id",
                Changeable(template));
            return template;
        }, cancellationToken: cancellationToken);
        Forget();
        return changed;
    }

    /// <exception cref="IotdaException">There is no such template.</exception>
    public async Task DeleteAsync(string templateId, CancellationToken cancellationToken)
    {
        await databases.Core.WriteAsync(core =>
        {
            if (core.Execute("delete from authentication_template where row_id = @id", ("@id", templateId)) == 0)
                throw NotFound(templateId);
        }, cancellationToken: cancellationToken);
        Forget();
    }

    static void CheckAlone(DbConnection core, AuthenticationTemplate template)
    {
        if (template.IsActive && core.Scalar<string>("select template_name from authentication_template where status = 'ACTIVE' and row_id <> @id", ("@id", template.TemplateId)) is { } other)
            throw Errors.InvalidRequest($"status: the template {other} is active, and one at most can be; make it INACTIVE first.");
    }

    void Forget()
    {
        lock (_refill)
            _active = null;
    }

    static (string, object?)[] Changeable(AuthenticationTemplate template) =>
    [
        ("@id", template.TemplateId), ("@description", template.Description), ("@status", template.IsActive ? "ACTIVE" : "INACTIVE"), ("@body", template.Body),
        ("@updated_at", template.UpdateTime),
    ];

    static AuthenticationTemplate? Find(DbConnection core, string templateId) => core.First($"select {Columns} from authentication_template where row_id = @id", Read, ("@id", templateId));

    static AuthenticationTemplate Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.Text(2), row.GetString(3) == "ACTIVE", row.GetString(4), row.Instant(5)!.Value, row.Instant(6)!.Value);

    static IotdaException NotFound(string templateId) => new(new(404, "IOTDA.000029", $"There is no authentication template with the id {templateId}."));

    sealed record Snapshot(ActiveTemplate? Template, long TrustedUntil);
}

/// <summary>A template and what it was compiled to.</summary>
sealed record ActiveTemplate(AuthenticationTemplate Template, AuthenticationBody Body);
