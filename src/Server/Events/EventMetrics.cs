using System.Diagnostics.Metrics;
using Dukou.Protocol.Iotda.Payloads;

namespace Dukou.Server.Events;

/// <summary>Counts of device events; names follow OpenTelemetry. What the platform has no use for is counted under one name, because peers choose it.</summary>
sealed class EventMetrics : IDisposable
{
    readonly Meter _meter = new("Dukou.Events");
    readonly Counter<long> _up;
    readonly Counter<long> _down;

    public EventMetrics()
    {
        _up = _meter.CreateCounter<long>("dukou.events.up", "{event}", "Events of devices that were stored, by service and type.");
        _down = _meter.CreateCounter<long>("dukou.events.down", "{event}", "Events to devices, by service and type.");
    }

    public void Up(DeviceEvent asked, bool known) => Count(_up, known ? asked.SystemService : "unknown", known ? asked.EventType : "unknown");

    public void Down(DeviceEvent sent) => Count(_down, sent.ServiceId, sent.EventType);

    public void Dispose() => _meter.Dispose();

    static void Count(Counter<long> counter, string service, string type) => counter.Add(1, new("service", service), new("type", type));
}
