using Dukou.Server.Storage;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dukou.Server.Api;

/// <summary>
/// <c>/healthz</c>: the process answers. <c>/readyz</c>: it can also do its work; every feature may add a check of its own. Neither
/// needs credentials and neither says more than one word.
/// </summary>
static class Health
{
    public static void Register(IServiceCollection services) => services.AddHealthChecks().AddCheck<Storage>("storage");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false });
        routes.MapHealthChecks("/readyz");
    }

    sealed class Storage(Databases databases, Inbox inbox) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            foreach (var database in new[] { databases.Core, databases.Shadow, databases.Traces })
                database.Read(connection => connection.Scalar<long>("select count(*) from schema"));
            return Task.FromResult(inbox.Stuck ? HealthCheckResult.Unhealthy("Nothing that devices send can be stored at present.") : HealthCheckResult.Healthy());
        }
    }
}
