namespace Dukou.Server.SubDevices;

/// <summary>What became of what gateways say about their children.</summary>
static class SubDeviceReasons
{
    public static readonly Reason NothingStored = new("gateway.nothing_stored",
        "Nothing of the gateway's report could be stored. {problems}",
        "网关上报的数据均未保存。{problems}",
        "Correct the report; each child needs its own device id and services that fit its product model.",
        "请修正上报内容；每个子设备都需要正确的设备 ID 以及符合其产品模型的 services。");

    public static readonly Reason Found = new("gateway.scan_result",
        "The gateway found {count} devices that could be its children.", "网关发现了 {count} 个可接入的子设备。");

    public static readonly Reason PartlyStored = new("gateway.partly_stored",
        "Of {count} children of the gateway's report {stored} were stored. {problems}",
        "网关上报的 {count} 个子设备中保存了 {stored} 个。{problems}",
        "Correct the parts of the children that are named.",
        "请修正所列子设备的上报内容。");
}
