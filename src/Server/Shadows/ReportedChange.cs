namespace Dukou.Server.Shadows;

/// <summary>Reports of one service that are not in its row yet, merged. <see cref="ShadowOverlay"/> guards it until it is sealed; then it never changes.</summary>
sealed class ReportedChange(string deviceId, byte[] serviceIdUtf8)
{
    public string DeviceId { get; } = deviceId;
    public byte[] ServiceIdUtf8 { get; } = serviceIdUtf8;
    public string ServiceId { get; } = System.Text.Encoding.UTF8.GetString(serviceIdUtf8);
    public PropertyValues Values { get; } = new();

    /// <summary>The last report's connection epoch and sequence.</summary>
    public (long Epoch, long Sequence) Last { get; set; }

    /// <summary>Milliseconds since 1970.</summary>
    public long ReportedAt { get; set; }

    /// <summary>How many reports this stands for: each is a version.</summary>
    public int Changes { get; set; }

    /// <summary>True when later reports must not be merged into it.</summary>
    public bool Sealed { get; set; }

    /// <summary>About the memory that this takes.</summary>
    public int Size => Values.Size + 300;
}
