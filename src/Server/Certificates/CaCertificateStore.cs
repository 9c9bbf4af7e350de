using System.Collections.Immutable;
using System.Data.Common;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dukou.Server.Api;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.Certificates;

/// <summary>
/// The CA certificates, in table <c>ca_certificate</c>; the front door of this feature. At most <see cref="CertificatesMax"/>, so all are
/// held in memory and read anew after <see cref="VersionedCache{TKey,TRow}.TrustedFor"/> at the latest. Any number of threads may use it.
/// </summary>
sealed class CaCertificateStore(Databases databases, RowId rowIds, SpaceStore spaces, TimeProvider clock) : ISpaceContent
{
    /// <summary>U:iot_01_0211.</summary>
    public const int CertificatesMax = 100;

    /// <summary>How long a verification code lives (CA verification guide).</summary>
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromDays(1);

    const int CodeLength = 32;
    const string CodeCharacters = "abcdefghijklmnopqrstuvwxyz0123456789";

    // Guards the refilling of _snapshot: a reader that read before a change must not store what it read after it.
    readonly Lock _refill = new();
    volatile Snapshot? _snapshot;

    /// <summary>Every CA certificate, verified or not.</summary>
    public ImmutableArray<CaCertificate> All => Fresh();

    /// <exception cref="IotdaException">There is no such certificate.</exception>
    public CaCertificate Get(string certificateId) => databases.Core.Read(core => CaCertificateTable.Find(core, certificateId)) ?? throw NotFound(certificateId);

    public (IReadOnlyList<CaCertificate> Certificates, Page Page) List(string? appId, PageRequest page) => databases.Core.Read(core => CaCertificateTable.List(core, appId, page));

    /// <exception cref="IotdaException">It is in the space already, or there are <see cref="CertificatesMax"/>.</exception>
    public async Task<CaCertificate> AddAsync(string appId, X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ca = new CaCertificate(rowIds.Next(), appId, certificate.ExportCertificatePem(), now)
        {
            CnName = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
            Owner = Subjects.Of(certificate, Subjects.Organization),
            EffectiveTime = certificate.NotBefore.ToUniversalTime(),
            ExpiryTime = certificate.NotAfter.ToUniversalTime(),
            Certificate = certificate,
            VerifyCode = NewCode(),
            VerifyCodeTime = now,
        };
        await databases.Core.WriteAsync(core =>
        {
            var known = CaCertificateTable.All(core);
            if (!SpaceStore.Exists(core, appId))
                throw Errors.ApplicationNotFound(appId);
            if (known.Exists(other => other.AppId == appId && other.Content == ca.Content))
                throw Errors.InvalidRequest("content: the certificate is in the resource space already.");
            if (known.Count >= CertificatesMax)
                throw Errors.Forbidden($"There are {CertificatesMax} CA certificates already, which is the most; delete one first.");
            CaCertificateTable.Insert(core, spaces.ProjectId, ca);
        }, cancellationToken: cancellationToken);
        Forget();
        return ca;
    }

    /// <exception cref="IotdaException">There is no such certificate.</exception>
    public async Task<CaCertificate> ChangeAsync(string certificateId, Func<DbConnection, CaCertificate, CaCertificate> change, CancellationToken cancellationToken)
    {
        var changed = await databases.Core.WriteAsync(core =>
        {
            var ca = change(core, CaCertificateTable.Find(core, certificateId) ?? throw NotFound(certificateId));
            CaCertificateTable.Update(core, ca);
            return ca;
        }, cancellationToken: cancellationToken);
        Forget();
        return changed;
    }

    /// <summary>The certificate with a code that holds: one that has run out is replaced.</summary>
    public async ValueTask<CaCertificate> WithCodeAsync(string certificateId, CancellationToken cancellationToken)
    {
        var ca = Get(certificateId);
        return HasCode(ca) ? ca : await ChangeAsync(certificateId,
            (_, known) => HasCode(known) ? known : known with { VerifyCode = NewCode(), VerifyCodeTime = clock.GetUtcNow() }, cancellationToken);
    }

    /// <summary>Whether the code of an unverified certificate still holds.</summary>
    public bool HasCode(CaCertificate ca) => ca.Verified || clock.GetUtcNow() < ca.VerifyCodeTime + CodeLifetime;

    /// <exception cref="IotdaException">There is no such certificate.</exception>
    public async Task DeleteAsync(string certificateId, CancellationToken cancellationToken)
    {
        await databases.Core.WriteAsync(core =>
        {
            if (core.Execute("delete from ca_certificate where row_id = @id", ("@id", certificateId)) == 0)
                throw NotFound(certificateId);
        }, cancellationToken: cancellationToken);
        Forget();
    }

    /// <summary>Whether a CA certificate registers devices by that template, asked within a write.</summary>
    public static bool UsesTemplate(DbConnection core, string templateId) =>
        core.Scalar<long>("select count(*) from ca_certificate where template_id = @template_id", ("@template_id", templateId)) > 0;

    public async Task EmptyAsync(string appId, CancellationToken cancellationToken)
    {
        await databases.Core.WriteAsync(core => core.Execute("delete from ca_certificate where app_id = @app_id", ("@app_id", appId)), cancellationToken: cancellationToken);
        Forget();
    }

    public bool IsEmpty(DbConnection core, string appId) => core.Scalar<long>("select count(*) from ca_certificate where app_id = @app_id", ("@app_id", appId)) == 0;

    static string NewCode() => RandomNumberGenerator.GetString(CodeCharacters, CodeLength);

    ImmutableArray<CaCertificate> Fresh()
    {
        if (_snapshot is { } known && Environment.TickCount64 < known.TrustedUntil)
            return known.Certificates;
        lock (_refill)
        {
            var until = Environment.TickCount64 + (long)VersionedCache<string, CaCertificate>.TrustedFor.TotalMilliseconds;
            var snapshot = new Snapshot([.. databases.Core.Read(CaCertificateTable.All)], until);
            _snapshot = snapshot;
            return snapshot.Certificates;
        }
    }

    void Forget()
    {
        lock (_refill)
            _snapshot = null;
    }

    static IotdaException NotFound(string certificateId) => new(new(404, "IOTDA.000029", $"There is no CA certificate with the id {certificateId}."));

    sealed record Snapshot(ImmutableArray<CaCertificate> Certificates, long TrustedUntil);
}
