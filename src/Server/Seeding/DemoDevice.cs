namespace Dukou.Server.Seeding;

/// <summary>The device that a first start makes for trying things out; the secret is null where it is not to be seen.</summary>
public sealed record DemoDevice(string ProductId, string DeviceId, string? Secret)
{
    /// <summary>Names the device without its secret, so that a log line can't leak it.</summary>
    public override string ToString() => DeviceId;
}
