using System.Globalization;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Certificates;
using Dukou.Server.DevicePolicies;
using Dukou.Server.HttpDevices;
using Dukou.Server.Products;
using Dukou.Server.SubDevices;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>A limit: what it bounds, what the vendor says, and what holds here.</summary>
/// <param name="Name">The option's name where there is one, and what tests name it.</param>
/// <param name="What">What it bounds.</param>
/// <param name="Vendor">The vendor's value and page; empty for a bound of our own.</param>
/// <param name="Fixed">What holds when it is no option; null for an option, or when what it bounds is not built.</param>
sealed record LimitRow(string Name, string What, string Vendor, string? Fixed = null)
{
    public bool IsOption => typeof(LimitOptions).GetProperty(Name) is not null;

    public bool Built => IsOption || Fixed is not null;

    public string Value => Fixed ?? (IsOption ? Text(typeof(LimitOptions).GetProperty(Name)!.GetValue(new LimitOptions())!) : "not built"); // No option is nullable.

    public IEnumerable<Showing> Tests => TableShown.Limits[Name];

    static string Text(object value) => value is int number ? number.ToString("N0", CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{value}");
}

/// <summary>The vendor's limits of the device side (P:iot_04_0010 and others), then the platform's own.</summary>
static class TableLimits
{
    public static IReadOnlyList<LimitRow> Vendor { get; } =
    [
        new("KeepAliveMin", "shortest keep-alive in seconds", "30 (P:iot_04_0010)"),
        new("KeepAliveMax", "longest keep-alive in seconds", "1,200 (P:iot_04_0010)"),
        new("OneConnection", "connections of one device at a time; the new one wins", "1 (U:iot_01_0331)", "1"),
        new("MessageBytesMax", "bytes of a single message up", "1 MB (P:iot_04_0010)"),
        new("ReportBytesMax", "bytes of a property report", "64 KB (U:iot_01_0326)"),
        new("LogReport", "bytes of a log report, as of any event", "1 MB", $"{new LimitOptions().MessageBytesMax:N0}: `MessageBytesMax`"),
        new("BytesPerSecond", "bytes up per second and connection, by throttling", "1 Mbit/s (P:iot_04_0010), 1 MB (older page)"),
        new("MessagesPerSecond", "messages up per second and connection, by throttling", "50 (P:iot_04_0010)"),
        new("SubscriptionsMax", "subscriptions of a connection", "50 (P:iot_04_0010), 100 (older page, U:iot_02_9994)"),
        new("TopicBytesMax", "bytes of a topic that is no system topic", "128 (P:iot_04_0010)"),
        new("ProductTopicsMax", "topics that a product declares", "50 (U:iot_02_9997), 10 (older page)", $"{ProductTopic.CountMax}"),
        new("Policies", "device policies of the installation", "50 (U:iot_01_1111)", $"{DevicePolicy.CountMax}"),
        new("PoliciesPerTarget", "policies of one device, product or resource space", "5 (U:iot_01_1111)", $"{DevicePolicy.PerTargetMax}"),
        new("TopicSubscribersMax", "subscribers of one device-to-device topic (profile iotda)", "1,000 (U:iot_02_9994)"),
        new("DeviceCertificateAuthorities", "CA certificates of devices", "100 (U:iot_01_0211)", $"{CaCertificateStore.CertificatesMax}"),
        new("ChildrenInReport", "child devices in one report of a gateway", "100 (D:3006)", $"{GatewayReport.DevicesMax}"),
        new("ChildrenInHttpReport", "child devices in one report of a gateway over HTTPS", "50 (D:7011)", $"{ChildReportRule.ChildrenMax}"),
        new("ChildStatusesPerSecond", "status updates of children per second, by throttling; 0 for no limit", "1.5 x 100 per purchased unit (CAMP:46)"),
        new("ChildrenInRequest", "child devices in one request to add or delete", "50 (D:30181)", $"{SubDeviceManager.DevicesMax}"),
        new("CachedMessagesMax", "messages that wait for one device", "20"),
        new("MessageTtl", "minutes that a message waits, in steps of 5; 0 for not at all", "0-1,440 (guide), 0-10,080 (schema); 1,440 unless given", "0-10,080; 1,440 unless given"),
        new("AsyncCommandsPending", "asynchronous commands that wait for one device", "20"),
        new("AsyncCommandTtl", "how long an asynchronous command waits", "24 h, at most 2 days"),
        new("DownlinkBytesMax", "bytes of a payload down", "256 KB (D:0035, D:0059)"),
        new("AsyncCommandBytes", "bytes of an asynchronous command", "32 KB"),
        new("RequestTimeout", "how long a command, property set or property get waits for the device", "20 s (D:3014)"),
        new("ConnectionsMax", "open connections, all listeners together", "10,000 online devices per unit"),
        new("RegisteredDevices", "registered devices", "20 times the online devices of a unit", "as many as the disk holds"),
    ];

    public static IReadOnlyList<LimitRow> Own { get; } =
    [
        new("PacketBytesMax", "bytes of one MQTT packet up", ""),
        new("ImplicitSubscriptionQoS", "QoS of the implicit subscription to the system topics", ""),
        new("ConnectTimeout", "from accept to a whole CONNECT", ""),
        new("ConnectsPerSecond", "new connections per second; further ones wait", ""),
        new("InFlightMax", "unacknowledged publishes down above QoS 0 per connection", ""),
        new("DeviceToDevice", "1: what devices publish outside $oc goes to subscribers without a rule; profile relaxed always", ""),
        new("QueuedMessagesMax", "messages of other devices above QoS 0 that wait for one device", ""),
        new("QueuedBytesMax", "bytes of those messages", ""),
        new("RetainedMessagesMax", "retained messages (profile relaxed)", ""),
        new("RetainedBytesMax", "bytes of those messages", ""),
        new("SessionExpiryMax", "how long a session outlives its connection (profile relaxed)", ""),
        new("DisconnectAboveRate", "1: a connection above its rate is closed with 0x96 instead of being read more slowly", ""),
        new("ChildrenOfflineWithGateway", "whether children go offline with their gateway's connection: 0 no, 1 yes", ""),
        new("OutboundBytesMax", "bytes that wait for a slow reader before it is cut", ""),
        new("RequestsWaitingMax", "synchronous requests that wait for answers of devices", ""),
        new("HttpReportsPerSecond", "reports over HTTPS per second, all devices together; 0 for no limit", ""),
        new("HttpConnectionsMax", "open connections of HTTP and WebSocket", ""),
    ];

    public static IEnumerable<LimitRow> All => Vendor.Concat(Own);
}
