using System.Data.Common;
using Dukou.Server.Api;
using Dukou.Server.Certificates;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.Provisioning;

/// <summary>The provisioning templates, in table <c>provisioning_template</c>. At most <see cref="TemplatesMax"/>. Any number of threads may use it.</summary>
sealed class ProvisioningTemplateStore(Databases databases, RowId rowIds, SpaceStore spaces, TimeProvider clock) : ITemplateDirectory
{
    /// <summary>V:iot_01_0115.</summary>
    public const int TemplatesMax = 10;

    const string Columns = "row_id, template_name, description, template_body, created_at, updated_at";

    public ProvisioningTemplate? Find(string templateId) => databases.Core.Read(core => Find(core, templateId));

    /// <exception cref="IotdaException">There is no such template.</exception>
    public ProvisioningTemplate Get(string templateId) => Find(templateId) ?? throw NotFound(templateId);

    public bool HasTemplate(DbConnection core, string templateId) => Find(core, templateId) is not null;

    public (IReadOnlyList<ProvisioningTemplate> Templates, Page Page) List(string? name, PageRequest page) => databases.Core.Read(core =>
    {
        const string filter = "(@name is null or template_name = @name)";
        var count = core.Scalar<long>($"select count(*) from provisioning_template where {filter}", ("@name", name));
        var found = core.Query($"select {Columns} from provisioning_template where row_id < @marker and {filter} order by row_id desc limit @limit offset @offset", Read,
            ("@name", name), ("@marker", page.Marker), ("@limit", page.Limit), ("@offset", page.Offset));
        return (found, new Page(count, found.Count > 0 ? found[^1].TemplateId : null));
    });

    /// <exception cref="IotdaException">There are <see cref="TemplatesMax"/> already.</exception>
    public Task<ProvisioningTemplate> AddAsync(string name, string? description, string body, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var template = new ProvisioningTemplate(rowIds.Next(), name, description, body, now, now);
        return databases.Core.WriteAsync(core =>
        {
            if (core.Scalar<long>("select count(*) from provisioning_template") >= TemplatesMax)
                throw Errors.Forbidden($"There are {TemplatesMax} provisioning templates already, which is the most; delete one first.");
            core.Execute("""
                insert into provisioning_template (row_id, project_id, template_name, description, template_body, created_at, updated_at)
                values (@row_id, @project_id, @name, @description, @body, @created_at, @updated_at)
                """,
                ("@row_id", template.TemplateId), ("@project_id", spaces.ProjectId), ("@name", name), ("@description", description), ("@body", body), ("@created_at", now),
                ("@updated_at", now));
            return template;
        }, cancellationToken: cancellationToken);
    }

    /// <summary>Null leaves a member as it is.</summary>
    /// <exception cref="IotdaException">There is no such template.</exception>
    public Task<ProvisioningTemplate> ChangeAsync(string templateId, string? description, string? body, CancellationToken cancellationToken) => databases.Core.WriteAsync(core =>
    {
        var known = Find(core, templateId) ?? throw NotFound(templateId);
        var changed = known with { Description = description ?? known.Description, Body = body ?? known.Body, UpdateTime = clock.GetUtcNow() };
        core.Execute("update provisioning_template set description = @description, template_body = @body, updated_at = @updated_at where row_id = @id",
            ("@description", changed.Description), ("@body", changed.Body), ("@updated_at", changed.UpdateTime), ("@id", templateId));
        return changed;
    }, cancellationToken: cancellationToken);

    /// <exception cref="IotdaException">There is no such template, or a CA certificate uses it.</exception>
    public Task DeleteAsync(string templateId, CancellationToken cancellationToken) => databases.Core.WriteAsync(core =>
    {
        if (CaCertificateStore.UsesTemplate(core, templateId))
            throw Errors.Forbidden($"A CA certificate registers devices by the template {templateId}; give it another one first (UpdateCertificate).");
        if (core.Execute("delete from provisioning_template where row_id = @id", ("@id", templateId)) == 0)
            throw NotFound(templateId);
    }, cancellationToken: cancellationToken);

    static ProvisioningTemplate? Find(DbConnection core, string templateId) =>
        core.First($"select {Columns} from provisioning_template where row_id = @id", Read, ("@id", templateId));

    static ProvisioningTemplate Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.Text(2), row.GetString(3), row.Instant(4)!.Value, row.Instant(5)!.Value);

    static IotdaException NotFound(string templateId) => new(new(404, "IOTDA.000029", $"There is no provisioning template with the id {templateId}."));
}
