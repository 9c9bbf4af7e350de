namespace Dukou.WebConsole.Shell;

/// <summary>What whoever uses the tab may do. Only what is shown depends on it: the API decides.</summary>
/// <param name="Role">As the API spells it; null while it is not known.</param>
public sealed record Rights(string? Role)
{
    // Each may do what the ones before it may.
    static readonly string[] Roles = ["read_only", "operator", "owner"];

    public bool Have(string role) => Role is null || Array.IndexOf(Roles, Role) >= Array.IndexOf(Roles, role);
}
