using System.Data.Common;
using System.Security.Cryptography.X509Certificates;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.Certificates;

/// <summary>
/// The certificates by which devices have come, in table <c>device_certificate</c>: written at a device's first connection by one, after its chain
/// and pin have held. Bound: a device is pinned to two at most. Any number of threads may use it.
/// </summary>
sealed class DeviceCertificateStore(Databases databases, RowId rowIds, SpaceStore spaces)
{
    const string Columns = "row_id, common_name, sha1, fingerprint, status, expires_at, certificate_pem";

    public DeviceCertificate? Find(string sha256) =>
        databases.Core.Read(core => core.First($"select {Columns} from device_certificate where fingerprint = @fingerprint", Read, ("@fingerprint", sha256)));

    /// <exception cref="IotdaException">There is no such certificate.</exception>
    public DeviceCertificate Get(string certificateId) => databases.Core.Read(core => FindById(core, certificateId)) ?? throw NotFound(certificateId);

    public (IReadOnlyList<DeviceCertificate> Certificates, Page Page) List(string? commonName, string? fingerprint, PageRequest page) => databases.Core.Read(core =>
    {
        const string filter = "(@name is null or common_name = @name) and (@fingerprint is null or fingerprint = @fingerprint)";
        var count = core.Scalar<long>($"select count(*) from device_certificate where {filter}", ("@name", commonName), ("@fingerprint", fingerprint));
        var found = core.Query($"select {Columns} from device_certificate where row_id < @marker and {filter} order by row_id desc limit @limit offset @offset", Read,
            ("@name", commonName), ("@fingerprint", fingerprint), ("@marker", page.Marker), ("@limit", page.Limit), ("@offset", page.Offset));
        return (found, new Page(count, found.Count > 0 ? found[^1].CertificateId : null));
    });

    /// <summary>Keeps a certificate that is not known yet.</summary>
    public async ValueTask RecordAsync(X509Certificate2 certificate, Fingerprints prints, CancellationToken cancellationToken)
    {
        if (Find(prints.Sha256) is not null)
            return;
        await databases.Core.WriteAsync(core => core.Execute("""
            insert into device_certificate (row_id, project_id, common_name, sha1, fingerprint, status, expires_at, certificate_pem)
            values (@row_id, @project_id, @common_name, @sha1, @fingerprint, 'ACTIVE', @expires_at, @pem)
            on conflict do nothing
            """,
            ("@row_id", rowIds.Next()), ("@project_id", spaces.ProjectId), ("@common_name", certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)),
            ("@sha1", prints.Sha1), ("@fingerprint", prints.Sha256), ("@expires_at", (DateTimeOffset)certificate.NotAfter), ("@pem", certificate.ExportCertificatePem())),
            cancellationToken: cancellationToken);
    }

    /// <exception cref="IotdaException">There is no such certificate.</exception>
    public Task<DeviceCertificate> SetActiveAsync(string certificateId, bool active, CancellationToken cancellationToken) => databases.Core.WriteAsync(core =>
    {
        if (core.Execute("update device_certificate set status = @status where row_id = @id", ("@status", active ? "ACTIVE" : "INACTIVE"), ("@id", certificateId)) == 0)
            throw NotFound(certificateId);
        return FindById(core, certificateId)!;
    }, cancellationToken: cancellationToken);

    /// <exception cref="IotdaException">There is no such certificate, or a device is pinned to it: deleting would not keep it out.</exception>
    public Task DeleteAsync(string certificateId, CancellationToken cancellationToken) => databases.Core.WriteAsync(core =>
    {
        var known = FindById(core, certificateId) ?? throw NotFound(certificateId);
        if (DeviceStore.AnyPinnedTo(core, known.Fingerprints.Sha1, known.Fingerprints.Sha256))
            throw Errors.Forbidden($"A device is pinned to the certificate {certificateId}; set its status to INACTIVE, or pin the device to another one first.");
        core.Execute("delete from device_certificate where row_id = @id", ("@id", certificateId));
    }, cancellationToken: cancellationToken);

    static DeviceCertificate? FindById(DbConnection core, string certificateId) =>
        core.First($"select {Columns} from device_certificate where row_id = @id", Read, ("@id", certificateId));

    static DeviceCertificate Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), new(row.GetString(2), row.GetString(3)), row.GetString(4) == "ACTIVE", row.Instant(5)!.Value, row.GetString(6));

    static IotdaException NotFound(string certificateId) => new(new(404, "IOTDA.000029", $"There is no device certificate with the id {certificateId}."));
}
