namespace Dukou.Server.Provisioning;

/// <summary>
/// One secret for a whole product line (一型一密): a device that knows it registers itself, or claims its registration, and gets a
/// secret of its own. A group may go by certificates of the resource space's CAs instead. Immutable; <see cref="RegistrationGroupStore"/>
/// owns the row.
/// </summary>
/// <param name="GroupId">24 hexadecimal digits.</param>
/// <param name="AppId">The resource space of its devices.</param>
/// <param name="ProductId">The product of its devices.</param>
/// <param name="GroupName">The owner's name for it.</param>
/// <param name="ScopeId">What its devices name in their client ids; unique in the installation.</param>
/// <param name="SecretProtected">Opened by <see cref="RegistrationGroupStore.UnprotectSecret"/>; empty for a group that goes by certificates.</param>
/// <param name="CreateTime">When it was made.</param>
sealed record RegistrationGroup(string GroupId, string AppId, string ProductId, string GroupName, string ScopeId, string SecretProtected, DateTimeOffset CreateTime)
{
    /// <summary>Its devices prove by certificate that they belong to it, and are pinned to that.</summary>
    public bool ByCertificate { get; init; }

    /// <summary>False: nobody activates by this group. Devices that have their own secret stay.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether a device that has been online may activate again and get a new secret, for instance after its flash was erased.</summary>
    public bool AllowReactivation { get; init; }

    /// <summary>True: devices must come over TLS, to activate and afterwards.</summary>
    public bool SecureAccess { get; init; } = true;

    /// <summary>How many devices may register themselves by the group; null for any number. Who is registered already only claims that.</summary>
    public long? DeviceMax { get; init; }

    /// <summary>How many have. A device that is deleted stays counted: whoever knows the secret could bring it again.</summary>
    public long Registered { get; init; }

    /// <summary>Text that every device of the group gets with its address.</summary>
    public string? InitConfig { get; init; }
}
