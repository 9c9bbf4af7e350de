using Dukou.Server.Exchange;
using Dukou.Server.Pipeline;
using Dukou.Server.Sessions;
using Dukou.Server.Storage;

namespace Dukou.Server.Gateway;

/// <summary>What every connection shares.</summary>
sealed record ConnectionServices(
    ServerOptions Options,
    Uplink Uplink,
    Inbox Inbox,
    TraceFeed Traces,
    SessionObservers Observers,
    GatewayMetrics Metrics,
    TimerWheel Wheel,
    DeviceExchange Exchange,
    TimeProvider Clock)
{
    public LimitOptions Limits => Options.Limits;
    public CompatibilityProfile Profile => Options.Profile;
}
