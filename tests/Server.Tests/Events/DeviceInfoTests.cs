namespace Dukou.Server.Tests.Events;

/// <summary>The name that an older page gives to <c>$sdk_info</c>.</summary>
public sealed class DeviceInfoTests : EventServiceCompliance
{
    protected override string ServiceId => "$device_info";

    protected override string EventType => "device_info_report";

    protected override string Paras => """{"device_sdk_version":"C_v1.2.0","sw_version":"2.1"}""";

    protected override string? AnswerType => null;

    protected override IReadOnlyList<string> Malformed => ["""{"device_sdk_version":7}""", "[]"];
}
