namespace Dukou.Cli.Module;

/// <summary>How a virtual module's time goes.</summary>
enum ModuleClock
{
    /// <summary>As this computer's.</summary>
    Real,

    /// <summary>It jumps over every wait; the same script does the same again.</summary>
    Fast,

    /// <summary>It moves when <see cref="VirtualModule.AdvanceAsync"/> says so.</summary>
    Manual,
}
