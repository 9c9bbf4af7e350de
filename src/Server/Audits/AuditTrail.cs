using Dukou.Server.Api;
using Dukou.Server.Api.Authentication;
using Dukou.Server.Storage;

namespace Dukou.Server.Audits;

/// <summary>
/// Writes an entry for every call that changes something, whatever became of it, and for every sign-in, before the first byte of the
/// answer leaves: who reads that something is done finds it in the audit. Strangers' other calls are traced only. When the entry can't be
/// written, the log has it and the answer goes out all the same, because what was done is done.
/// </summary>
sealed class AuditTrail(RequestDelegate next, AuditStore store, FailedSignIns failedSignIns, TimeProvider clock, ILogger<AuditTrail> log)
{
    const int PathMax = 512;
    const int NameMax = 64;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!ApiPaths.Contain(context.Request.Path) || HttpMethods.IsGet(context.Request.Method))
        {
            await next(context);
            return;
        }
        var written = false;
        context.Response.OnStarting(WriteAsync);
        await next(context);
        // Nobody was left to be answered.
        await WriteAsync();

        async Task WriteAsync()
        {
            if (written)
                return;
            written = true;
            if (Entry(context) is not { } entry)
                return;
            try
            {
                await store.AddAsync(entry);
            }
            catch (StorageException failure)
            {
                AuditLog.NotWritten(log, failure, entry.UserName, entry.Operation, entry.Path, entry.Result, entry.RequestId);
            }
        }
    }

    AuditEntry? Entry(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName is not { } operation || endpoint.Metadata.GetMetadata<OperationAttribute>() is { ChangesNothing: true })
            return null;
        var principal = context.Features.Get<Principal>();
        var refusal = context.Features.Get<Refusal>();
        if (principal is null && (operation is not (nameof(CreateToken) or nameof(ExchangeLoginTicket)) || !failedSignIns.Admits()))
            return null;
        var aborted = context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted && context.Response.StatusCode < 400;
        var path = context.Request.Path.ToString();
        return new AuditEntry(
            clock.GetUtcNow(), principal?.UserId, principal?.UserName ?? Claimed(refusal), principal?.AccessKey, CallerAddress.Of(context)?.ToString(), operation,
            context.Request.Method, path.Length > PathMax ? path[..PathMax] : path, aborted ? null : context.Response.StatusCode,
            aborted || context.Response.StatusCode >= 500 ? AuditEntry.Failed : context.Response.StatusCode >= 400 ? AuditEntry.Refused : AuditEntry.Done,
            refusal?.Error.Code, context.TraceIdentifier);
    }

    // A sign-in's refusal knows the name that was tried.
    static string Claimed(Refusal? refusal) =>
        refusal?.Because?.Values.FirstOrDefault(value => value.Name == "user").Value is { } name ? name[..Math.Min(name.Length, NameMax)] : "";
}
