using Dukou.Server.Accounts;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Api.Authentication;

/// <summary>
/// Shows the project of this installation: IAM's KeystoneListProjects, with which the vendor's SDKs look up their project id by the
/// region's name. There is one project, so it answers to every name; the SDKs want exactly one entry.
/// </summary>
static class ListProjects
{
    public const string DefaultName = "dukou";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v3/projects", Handle)
        .WithName(nameof(ListProjects)).WithTags("authentication");

    static Response Handle(AccountStore accounts, [FromQuery] string? name = null)
    {
        var project = accounts.Project;
        return new([new ProjectBody(project.ProjectId, string.IsNullOrEmpty(name) ? DefaultName : name, project.DomainId, project.DomainId, true, false, "")]);
    }

    sealed record Response(IReadOnlyList<ProjectBody> Projects);
    sealed record ProjectBody(string Id, string Name, string DomainId, string ParentId, bool Enabled, bool IsDomain, string Description);
}
