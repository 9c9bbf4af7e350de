using System.Collections.Concurrent;

namespace Dukou.Server.Sessions;

/// <summary>The live connection of each device on this node. One device has one; a new one closes the older. Only the gateway and the in-process cluster link use it.</summary>
sealed class SessionRegistry<TConnection> where TConnection : class, ILiveConnection
{
    readonly ConcurrentDictionary<string, TConnection> _live = new();

    public int Count => _live.Count;

    public IEnumerable<TConnection> All => _live.Values;

    public TConnection? Find(string deviceId) => _live.GetValueOrDefault(deviceId);

    /// <summary>
    /// Makes <paramref name="connection"/> the device's link and gives back the <paramref name="older"/> one, which the caller closes.
    /// False when a newer one has come meanwhile: the newest wins, in whatever order they get here.
    /// </summary>
    public bool TryTakeOver(string deviceId, TConnection connection, out TConnection? older)
    {
        while (true)
        {
            older = _live.GetValueOrDefault(deviceId);
            if (older is null ? _live.TryAdd(deviceId, connection) : older.Epoch < connection.Epoch && _live.TryUpdate(deviceId, connection, older))
                return true;
            if (older?.Epoch > connection.Epoch)
                return false;
        }
    }

    /// <summary>Forgets the link unless a newer one took its place.</summary>
    public void Remove(string deviceId, TConnection connection) => _live.TryRemove(new(deviceId, connection));
}
