using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Storage;

namespace Dukou.Server.Pipeline;

/// <summary>One authenticated connection as the pipeline sees it: who speaks, under which epoch, and whom to tell about durability.</summary>
sealed class DeviceLink(DeviceIdentity identity, long epoch, ProtocolVersion version, ICommitListener commits)
{
    /// <summary>Who speaks: the device that connected, or a child for which it publishes.</summary>
    public DeviceIdentity Identity { get; } = identity;

    /// <summary>The device that holds the connection; its topics carry what goes down.</summary>
    public string ConnectedId { get; private init; } = identity.DeviceId;

    /// <summary>Greater than that of every earlier connection of the device, over restarts too.</summary>
    public long Epoch { get; } = epoch;

    public ProtocolVersion Version { get; } = version;

    /// <summary>Whether nobody on the way can read what goes over it.</summary>
    public bool Encrypted { get; init; }

    public ICommitListener Commits { get; } = commits;
    public RecordIdentity Record { get; } = new(identity.DeviceId, identity.ProductId, identity.AppId, identity.NodeId);
    public byte[] DeviceIdUtf8 { get; } = Encoding.UTF8.GetBytes(identity.DeviceId);

    /// <summary>The same connection, speaking for a child of its device: never as an older one than spoke for the child before.</summary>
    public DeviceLink For(ChildDevice child) => new(child.Identity, Math.Max(Epoch, child.Epoch), Version, Commits) { ConnectedId = ConnectedId, Encrypted = Encrypted };
}
