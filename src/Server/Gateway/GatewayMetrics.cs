using System.Diagnostics.Metrics;

namespace Dukou.Server.Gateway;

/// <summary>What an operator watches at the sockets: how many are open, how many wait or are left unread because the platform is behind, and why links end.</summary>
sealed class GatewayMetrics : IDisposable
{
    public const string MeterName = "Dukou.Gateway";

    readonly Meter _meter = new(MeterName);
    readonly Counter<long> _ends;
    int _heldUp;

    public GatewayMetrics(ConnectionLimits limits, HttpConnections http)
    {
        _meter.CreateObservableGauge("dukou.gateway.connections", () => limits.Open, "{connection}", "Open MQTT connections, of devices and of those who have not said who they are.");
        _meter.CreateObservableGauge("dukou.gateway.connects_waiting", () => limits.Waiting, "{connection}", "Connections that wait for their turn, because they came faster than they may.");
        _meter.CreateObservableGauge("dukou.gateway.held_up", () => HeldUp, "{connection}", "Connections that are not read because the inbox is full or too many acknowledgements wait.");
        _meter.CreateObservableGauge("dukou.http.connections", () => http.Open, "{connection}", "Open connections of the http and https listeners.");
        _ends = _meter.CreateCounter<long>("dukou.gateway.ends", "{connection}", "MQTT connections that were refused or have ended, by reason.");
    }

    public int HeldUp => Volatile.Read(ref _heldUp);

    public void HoldsUp() => Interlocked.Increment(ref _heldUp);

    public void GoesOn() => Interlocked.Decrement(ref _heldUp);

    public void Ended(Because because) => _ends.Add(1, new KeyValuePair<string, object?>("reason", because.Code));

    public void Dispose() => _meter.Dispose();
}
