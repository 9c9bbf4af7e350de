namespace Dukou.Server.DeviceAuthentication;

/// <summary>Why the active authentication template refused a CONNECT.</summary>
static class AuthenticationReasons
{
    public static readonly Reason NoDeviceId = new("connect.template_no_device_id",
        "The authentication template {template} makes no device id out of the CONNECT with client id '{client_id}': {problem}.",
        "认证模板 {template} 无法从 ClientId 为“{client_id}”的 CONNECT 中得到设备 ID：{problem}。",
        "Correct the template's device_id, or what the device sends.", "请修正模板中的 device_id 或设备发送的内容。");

    public static readonly Reason UnknownDevice = new("connect.template_unknown_device",
        "By the authentication template {template} the CONNECT comes from device {device}, which does not exist.", "按认证模板 {template}，该 CONNECT 来自设备 {device}，但该设备不存在。",
        "Register the device with this id, or correct the template's device_id.", "请以该 ID 注册设备，或修正模板中的 device_id。");

    public static readonly Reason StampTooOld = new("connect.template_stamp_too_old",
        "The time stamp that the authentication template {template} finds in the CONNECT of {device} is more than an hour old.", "认证模板 {template} 在设备 {device} 的 CONNECT 中得到的时间戳早于平台时间一小时以上。",
        "Set the device's clock (NTP), or leave the template's timestamp value empty.", "请校准设备时钟（NTP），或将模板的 timestamp value 置空。");

    public static readonly Reason NoStamp = new("connect.template_no_stamp",
        "The authentication template {template} finds no time stamp in the CONNECT of {device}: {problem}.", "认证模板 {template} 无法从设备 {device} 的 CONNECT 中得到时间戳：{problem}。",
        "Correct the template's timestamp, or what the device sends.", "请修正模板中的 timestamp 或设备发送的内容。");

    public static readonly Reason WrongPassword = new("connect.template_password_wrong",
        "The password of {device} is not the one that the authentication template {template} makes: {problem}.", "设备 {device} 的密码与认证模板 {template} 计算的结果不一致：{problem}。",
        "Compare the template's password with how the device makes it; argument order is content, key.", "请核对模板的 password 与设备的计算方式；参数顺序为内容、密钥。");

    public static readonly Reason NoPassword = new("connect.template_has_no_password",
        "The authentication template {template} checks no password, and device {device} is registered with a secret.", "认证模板 {template} 不校验密码，而设备 {device} 以密钥方式注册。",
        "Give the template a password, or register the device with auth_type CERTIFICATES.", "请在模板中定义 password，或将设备的 auth_type 注册为 CERTIFICATES。");
}
