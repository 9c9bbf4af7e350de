using System.Text;
using Dukou.Protocol.Iotda;

namespace Dukou.Protocol.Tests.Iotda;

public sealed class DeviceTopicTests
{
    const string Device = "66f0a1b2c3d4e5f601234567_pump01";

    public static TheoryData<string, DeviceTopicKind, string> FixedTopics => new()
    {
        { $"$oc/devices/{Device}/sys/properties/report", DeviceTopicKind.PropertiesReport, "" },
        { $"$oc/devices/{Device}/sys/gateway/sub_devices/properties/report", DeviceTopicKind.GatewayPropertiesReport, "" },
        { $"$oc/devices/{Device}/sys/properties/set/request_id=r1", DeviceTopicKind.PropertiesSet, "r1" },
        { $"$oc/devices/{Device}/sys/properties/set/response/request_id=r1", DeviceTopicKind.PropertiesSetResponse, "r1" },
        { $"$oc/devices/{Device}/sys/properties/get/request_id=r1", DeviceTopicKind.PropertiesGet, "r1" },
        { $"$oc/devices/{Device}/sys/properties/get/response/request_id=r1", DeviceTopicKind.PropertiesGetResponse, "r1" },
        { $"$oc/devices/{Device}/sys/shadow/get/request_id=device_rule_request_id", DeviceTopicKind.ShadowGet, "device_rule_request_id" },
        { $"$oc/devices/{Device}/sys/shadow/get/response/request_id=r=1/2", DeviceTopicKind.ShadowGetResponse, "r=1/2" },
        { $"$oc/devices/{Device}/sys/messages/up", DeviceTopicKind.MessagesUp, "" },
        { $"$oc/devices/{Device}/sys/messages/down", DeviceTopicKind.MessagesDown, "" },
        { $"$oc/devices/{Device}/sys/commands/request_id=5f0c0a4e-9a44", DeviceTopicKind.Commands, "5f0c0a4e-9a44" },
        { $"$oc/devices/{Device}/sys/commands/response/request_id=5f0c0a4e-9a44", DeviceTopicKind.CommandsResponse, "5f0c0a4e-9a44" },
        { $"$oc/devices/{Device}/sys/events/up", DeviceTopicKind.EventsUp, "" },
        { $"$oc/devices/{Device}/sys/events/down", DeviceTopicKind.EventsDown, "" },
        { $"$oc/devices/{Device}/sys/bootstrap/up", DeviceTopicKind.BootstrapUp, "" },
        { $"$oc/devices/{Device}/sys/bootstrap/down", DeviceTopicKind.BootstrapDown, "" },
        { $"$oc/devices/{Device}/sys/sub_device_manage/messages/up", DeviceTopicKind.SubDeviceMessagesUp, "" },
    };

    [Theory]
    [MemberData(nameof(FixedTopics))]
    public void A_fixed_topic_is_read_and_written_alike(string text, DeviceTopicKind kind, string requestId)
    {
        var topic = DeviceTopic.Parse(Encoding.UTF8.GetBytes(text));
        Assert.Equal(kind, topic.Kind);
        Assert.Equal(Device, Encoding.UTF8.GetString(topic.DeviceId));
        Assert.Equal(requestId, Encoding.UTF8.GetString(topic.RequestId));
        Assert.False(topic.IsGzip);
        Assert.Equal(text, DeviceTopic.Format(kind, Device, requestId));
        Assert.Equal(text, Encoding.UTF8.GetString(DeviceTopic.FormatUtf8(kind, Encoding.UTF8.GetBytes(Device), Encoding.UTF8.GetBytes(requestId))));
    }

    [Theory]
    [InlineData("?request_id=7", "7", false)]
    [InlineData("?encoding=gzip", "", true)]
    [InlineData("?request_id=7&encoding=gzip", "7", true)]
    [InlineData("?encoding=gzip&request_id=a=b", "a=b", true)]
    [InlineData("?request_id=7?encoding=gzip", "7", true)]
    [InlineData("?encoding=zstd&x", "", false)]
    [InlineData("?", "", false)]
    public void A_query_behind_a_report_carries_request_id_and_encoding(string query, string requestId, bool isGzip)
    {
        var topic = DeviceTopic.Parse(Encoding.UTF8.GetBytes($"$oc/devices/d1/sys/properties/report{query}"));
        Assert.Equal(DeviceTopicKind.PropertiesReport, topic.Kind);
        Assert.Equal(requestId, Encoding.UTF8.GetString(topic.RequestId));
        Assert.Equal(isGzip, topic.IsGzip);
    }

    [Theory]
    [InlineData("$oc/devices/d1/user/line1/up", DeviceTopicKind.UserTopic, "line1/up")]
    [InlineData("/line1/pump01/up", DeviceTopicKind.CustomTopic, "/line1/pump01/up")]
    [InlineData("$oc/broadcast/all", DeviceTopicKind.Broadcast, "all")]
    [InlineData("$oc/m2m/to/d2/from/d1/request_id=9", DeviceTopicKind.DeviceToDevice, "d2")]
    [InlineData("/huawei/v1/devices/d1/data/json", DeviceTopicKind.LegacyData, "json")]
    [InlineData("/huawei/v1/devices/d1/command/binary", DeviceTopicKind.LegacyCommand, "binary")]
    [InlineData("/huawei/v1/devices/d1/data/xml", DeviceTopicKind.CustomTopic, "/huawei/v1/devices/d1/data/xml")]
    public void A_free_part_is_handed_out(string text, DeviceTopicKind kind, string suffix)
    {
        var topic = DeviceTopic.Parse(Encoding.UTF8.GetBytes(text));
        Assert.Equal(kind, topic.Kind);
        Assert.Equal(suffix, Encoding.UTF8.GetString(topic.Suffix));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$oc")]
    [InlineData("$oc/devices/")]
    [InlineData("$oc/devices/d1")]
    [InlineData("$oc/devices//sys/messages/up")]
    [InlineData("$oc/devices/d1/user/")]
    [InlineData("$oc/devices/d1/sys/messages/up/")]
    [InlineData("$oc/devices/d1/sys/messages/upwards")]
    [InlineData("$oc/devices/d1/sys/commands/response")]
    [InlineData("$oc/devices/d1/sys/login/request_id=1")]
    [InlineData("$OC/devices/d1/sys/messages/up")]
    [InlineData("$oc/broadcast/")]
    [InlineData("$oc/m2m/to/d2/from/d1")]
    [InlineData("$SYS/broker")]
    public void Any_other_topic_with_a_dollar_is_unknown(string text) =>
        Assert.Equal(DeviceTopicKind.Unknown, DeviceTopic.Parse(Encoding.UTF8.GetBytes(text)).Kind);

    [Fact]
    public void A_bridge_speaks_for_a_device_below_its_own_prefix()
    {
        var text = DeviceTopic.FormatBridge(DeviceTopicKind.BridgeLogin, "b1", "d1", "42");
        Assert.Equal("$oc/bridges/b1/devices/d1/sys/login/request_id=42", text);
        var topic = DeviceTopic.Parse(Encoding.UTF8.GetBytes(text));
        Assert.Equal(DeviceTopicKind.BridgeLogin, topic.Kind);
        Assert.True(topic.BridgeId.SequenceEqual("b1"u8) && topic.DeviceId.SequenceEqual("d1"u8) && topic.RequestId.SequenceEqual("42"u8));
        Assert.False(topic.BelongsTo("d1"u8));
        Assert.Equal(DeviceTopicKind.PropertiesReport, DeviceTopic.Parse("$oc/bridges/b1/devices/d1/sys/properties/report"u8).Kind);
    }

    [Theory]
    [InlineData("$oc/devices/d1/sys/messages/down", true)]
    [InlineData("$oc/devices/d1/sys/commands/request_id=1", true)]
    [InlineData("$oc/devices/d1/sys/commands", true)]
    [InlineData("$oc/devices/d1/sys/properties/set/request_id=1", true)]
    [InlineData("$oc/devices/d1/sys/properties/get/request_id=1", true)]
    [InlineData("$oc/devices/d1/sys/shadow/get/response/request_id=1", true)]
    [InlineData("$oc/devices/d1/sys/events/down", true)]
    [InlineData("$oc/devices/d1/sys/messages/down/more", false)]
    [InlineData("$oc/devices/d1/sys/commandsx", false)]
    [InlineData("$oc/devices/d1/sys/properties/report", false)]
    [InlineData("$oc/devices/d1/sys", false)]
    [InlineData("$oc/devices/d12/sys/messages/down", false)]
    [InlineData("$oc/devices/d2/sys/messages/down", false)]
    [InlineData("$oc/devices/d1/user/down", false)]
    [InlineData("d1/sys/messages/down", false)]
    public void A_device_is_subscribed_by_itself_to_the_six_filters_of_the_documentation(string topic, bool isSubscribed) =>
        Assert.Equal(isSubscribed, DeviceTopic.IsImplicitlySubscribed("d1"u8, Encoding.UTF8.GetBytes(topic)));

    [Theory]
    [InlineData("$oc/devices/d1/sys/commands/response/request_id=1", true)]
    [InlineData("$oc/devices/d1/sys/properties/set/response/request_id=1", true)]
    [InlineData("$oc/devices/d1/sys/properties/report?encoding=gzip", true)]
    [InlineData("$oc/devices/d2/sys/commands/response/request_id=1", false)]
    [InlineData("$oc/devices/d1/sys/commands/request_id=1", false)]
    [InlineData("$oc/devices/d1/user/up", false)]
    public void A_devices_own_uplink_is_told_from_its_downlink(string topic, bool isOwn) =>
        Assert.Equal(isOwn, DeviceTopic.IsOwnUplink(Encoding.UTF8.GetBytes(topic), "d1"u8));

    [Fact]
    public void A_kind_without_a_fixed_path_is_not_formatted()
    {
        Assert.Throws<ArgumentException>(() => DeviceTopic.Format(DeviceTopicKind.UserTopic, "d1"));
        Assert.Throws<ArgumentException>(() => DeviceTopic.Format(DeviceTopicKind.BridgeLogin, "d1"));
    }

    [Fact]
    public void Reading_a_topic_allocates_nothing()
    {
        var topic = Encoding.UTF8.GetBytes(DeviceTopic.Format(DeviceTopicKind.CommandsResponse, Device, "r1"));
        Assert.Equal(0, Allocations.Of(() => DeviceTopic.Parse(topic).Kind == DeviceTopicKind.CommandsResponse));
    }
}
