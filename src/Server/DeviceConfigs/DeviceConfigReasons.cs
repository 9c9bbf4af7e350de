namespace Dukou.Server.DeviceConfigs;

/// <summary>How configurations of devices end.</summary>
static class DeviceConfigReasons
{
    public static readonly Reason Taken = new("config.taken", "The device took the configuration.", "设备已应用该配置。");

    public static readonly Reason Refused = new("config.refused",
        "The device answered the configuration with result_code {code}: {description}.",
        "设备对该配置返回 result_code {code}：{description}。",
        "Correct the configuration by what the device says; the code is the device's own.",
        "请根据设备的描述修正配置；该错误码由设备定义。");

    public static readonly Reason TimedOut = new("config.timed_out",
        "The device did not answer the configuration in its time.",
        "设备未在规定时间内响应该配置。",
        "Let the device answer config_update with config_update_response, or give it more days (timeout_days).",
        "请让设备用 config_update_response 响应 config_update，或延长 timeout_days。");

    public static readonly Reason NobodyWaits = new("config.nobody_waits",
        "No unfinished configuration waits for the device's answer: it was answered, deleted or timed out before.",
        "没有未完成的配置在等待设备的响应：该配置已被响应、删除或超时。",
        "Let the device answer each config_update once.", "请让设备对每个 config_update 只响应一次。");
}
