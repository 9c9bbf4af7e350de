using System.Data.Common;
using System.Security.Cryptography.X509Certificates;
using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.Certificates;

/// <summary>The SQL of table <c>ca_certificate</c>.</summary>
static class CaCertificateTable
{
    const string Columns = """
        row_id, app_id, content, created_at, cn_name, owner, effective_at, expires_at, verified, verify_code, verify_code_at, provision_enable, template_id
        """;

    public static CaCertificate? Find(DbConnection core, string certificateId) =>
        core.First($"select {Columns} from ca_certificate where row_id = @id", Read, ("@id", certificateId));

    public static List<CaCertificate> All(DbConnection core) => core.Query($"select {Columns} from ca_certificate order by row_id", Read);

    public static (IReadOnlyList<CaCertificate> Certificates, Page Page) List(DbConnection core, string? appId, PageRequest page)
    {
        const string filter = "(@app_id is null or app_id = @app_id)";
        var count = core.Scalar<long>($"select count(*) from ca_certificate where {filter}", ("@app_id", appId));
        var found = core.Query($"select {Columns} from ca_certificate where row_id < @marker and {filter} order by row_id desc limit @limit offset @offset", Read,
            ("@app_id", appId), ("@marker", page.Marker), ("@limit", page.Limit), ("@offset", page.Offset));
        return (found, new(count, found.Count > 0 ? found[^1].CertificateId : null));
    }

    public static void Insert(DbConnection core, string projectId, CaCertificate ca) => core.Execute("""
        insert into ca_certificate (row_id, project_id, app_id, cn_name, owner, content, verified, verify_code, verify_code_at, provision_enable, template_id, created_at,
                                    effective_at, expires_at)
        values (@row_id, @project_id, @app_id, @cn_name, @owner, @content, @verified, @verify_code, @verify_code_at, @provision_enable, @template_id, @created_at,
                @effective_at, @expires_at)
        """,
        [
            ("@project_id", projectId), ("@app_id", ca.AppId), ("@cn_name", ca.CnName), ("@owner", ca.Owner), ("@content", ca.Content), ("@created_at", ca.CreateTime),
            ("@effective_at", ca.EffectiveTime), ("@expires_at", ca.ExpiryTime), .. Changeable(ca),
        ]);

    public static void Update(DbConnection core, CaCertificate ca) => core.Execute("""
        update ca_certificate set verified = @verified, verify_code = @verify_code, verify_code_at = @verify_code_at, provision_enable = @provision_enable, template_id = @template_id
        where row_id = @row_id
        """, Changeable(ca));

    static (string, object?)[] Changeable(CaCertificate ca) =>
    [
        ("@row_id", ca.CertificateId), ("@verified", ca.Verified), ("@verify_code", ca.VerifyCode), ("@verify_code_at", ca.VerifyCodeTime),
        ("@provision_enable", ca.ProvisionEnable), ("@template_id", ca.TemplateId),
    ];

    static CaCertificate Read(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.Instant(3)!.Value)
    {
        CnName = row.GetString(4),
        Owner = row.Text(5),
        EffectiveTime = row.Instant(6)!.Value,
        ExpiryTime = row.Instant(7)!.Value,
        Verified = row.GetInt64(8) != 0,
        VerifyCode = row.GetString(9),
        VerifyCodeTime = row.Instant(10)!.Value,
        ProvisionEnable = row.GetInt64(11) != 0,
        TemplateId = row.Text(12),
        Certificate = X509Certificate2.CreateFromPem(row.GetString(2)),
    };
}
