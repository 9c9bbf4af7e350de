namespace Dukou.Server.Storage;

/// <summary>What a device sent. The numbers are part of the inbox's format and never change.</summary>
enum RecordKind : byte
{
    PropertyReport = 1,
    Message = 2,
    Event = 3,
    CommandResponse = 4,
    PropertiesSetResponse = 5,
    PropertiesGetResponse = 6,
    ShadowGet = 7,
    Bootstrap = 8,

    /// <summary>Nothing that a person looks for: the sender of a QoS 2 publish has released its packet identifier.</summary>
    Release = 16,

    /// <summary>The same: a QoS 2 publish has been taken whose records are of other devices than its sender.</summary>
    Taken = 17,
}

/// <summary>Kinds as a bit mask, for columns and filters.</summary>
static class RecordKinds
{
    public const int All = ~0;

    public static int Mask(params ReadOnlySpan<RecordKind> kinds)
    {
        var mask = 0;
        foreach (var kind in kinds)
            mask |= kind.Bit();
        return mask;
    }

    /// <summary>Whether nobody but the exchange wants to see it.</summary>
    public static bool IsBookkeeping(this RecordKind kind) => kind >= RecordKind.Release;

    public static int Bit(this RecordKind kind) => 1 << (int)kind;
}
