using Dukou.Protocol.Mqtt;

namespace Dukou.Server.Sessions;

/// <summary>What the registry keeps of a live connection.</summary>
interface ILiveConnection
{
    /// <summary>Later connections have greater ones.</summary>
    long Epoch { get; }

    void Close(ReasonCode code, Because because);
}
