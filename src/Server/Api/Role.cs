namespace Dukou.Server.Api;

/// <summary>What a user may do; each role may do what the ones before it may.</summary>
enum Role
{
    /// <summary>Reads everything but secrets and the audit; changes nothing but its own password and keys.</summary>
    ReadOnly,

    /// <summary>Works with products and devices.</summary>
    Operator,

    /// <summary>Also decides who may come in: users, keys of others, certificates and templates; backups; the audit.</summary>
    Owner,
}

/// <summary>Roles as the API and the file spell them.</summary>
static class Roles
{
    public static string[] Names { get; } = [.. Enum.GetValues<Role>().Select(Of)];

    public static string Of(Role role) => role switch
    {
        Role.Owner => "owner",
        Role.Operator => "operator",
        _ => "read_only",
    };

    /// <summary>The role of a name that is one of <see cref="Names"/>.</summary>
    public static Role Parse(string name) => (Role)Array.IndexOf(Names, name);
}
