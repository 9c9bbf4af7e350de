using System.Collections.Concurrent;

namespace Dukou.Server.Exchange;

/// <summary>The session of each device that has one, connected or not. At most one for each registered device.</summary>
sealed class SessionDirectory
{
    readonly ConcurrentDictionary<string, DeviceSession> _sessions = new();

    public IEnumerable<DeviceSession> All => _sessions.Values;

    public DeviceSession? Find(string deviceId) => _sessions.GetValueOrDefault(deviceId);

    public void Put(DeviceSession session) => _sessions[session.Identity.DeviceId] = session;

    /// <summary>Forgets the session unless another took its place.</summary>
    public void Remove(DeviceSession session) => _sessions.TryRemove(new(session.Identity.DeviceId, session));
}
