using Dukou.Protocol.Iotda;

namespace Dukou.Server.Devices;

/// <summary>Why a device's proof of identity was refused.</summary>
static class CredentialReasons
{
    public static readonly Reason UserNameMissing = new("connect.user_name_missing",
        "The CONNECT of {device} has no usable user name.", "设备 {device} 的 CONNECT 中没有有效的用户名。",
        "Send the device id {device} as user name.", "请将设备 ID {device} 作为用户名发送。");

    public static readonly Reason UserNameDiffers = new("connect.user_name_differs",
        "The client id names device {device}, the user name is {user}.", "ClientId 中的设备为 {device}，而用户名为 {user}。",
        "Both must hold the same device id.", "两者必须使用相同的设备 ID。");

    public static readonly Reason UnknownDevice = new("connect.unknown_device",
        "There is no device {device}.", "设备 {device} 不存在。",
        "Register it, or correct the device id; it is usually the product id, an underscore and the node id.",
        "请注册该设备或修正设备 ID；设备 ID 通常为“产品 ID_设备标识码”。");

    public static readonly Reason Frozen = new("connect.device_frozen",
        "Device {device} is frozen.", "设备 {device} 已被冻结。",
        "Unfreeze it before it connects.", "请先解冻该设备。");

    public static readonly Reason ChildDevice = new("connect.child_device",
        "Device {device} is a child of gateway {gateway} and has no link of its own.", "设备 {device} 是网关 {gateway} 的子设备，不能直接接入。",
        "Let the gateway report for it.", "请通过网关上报该设备的数据。");

    public static readonly Reason NeedsCertificate = new("connect.needs_certificate",
        "Device {device} is registered to prove itself by certificate, not by secret.", "设备 {device} 注册为证书认证，不能使用密钥接入。",
        "Connect by MQTTS with the device's certificate, or register the device with a secret.", "请使用设备证书通过 MQTTS 接入，或以密钥方式注册设备。");

    public static readonly Reason NeedsTls = new("connect.needs_tls",
        "Device {device} was registered with secure_access, and this link is not encrypted.", "设备 {device} 注册时启用了 secure_access，而当前链路未加密。",
        "Connect to the MQTTS port, or register the device with secure_access=false.", "请连接 MQTTS 端口，或将设备的 secure_access 设为 false。");

    public static readonly Reason StampIsLocalTime = new("connect.stamp_is_local_time",
        "The stamp {stamp} in the client id is local time (UTC{offset}), not UTC; the UTC hour is {now}.",
        "ClientId 中的时间戳 {stamp} 是本地时间（UTC{offset}），而不是 UTC；当前 UTC 小时为 {now}。",
        "Use the UTC hour, or sign type 0, which doesn't check the hour.", "请使用 UTC 小时，或使用不校验时间戳的签名类型 0。");

    public static readonly Reason StampIsWrong = new("connect.stamp_is_wrong",
        "The stamp {stamp} in the client id is not within one hour of the platform's time {now}.",
        "ClientId 中的时间戳 {stamp} 与平台时间 {now} 相差超过一小时。",
        "Set the device's clock (NTP), or use sign type 0, which doesn't check the hour.", "请校准设备时钟（NTP），或使用不校验时间戳的签名类型 0。");

    public static readonly Reason PasswordMissing = new("connect.password_missing",
        "The CONNECT of {device} has no password.", "设备 {device} 的 CONNECT 中没有密码。",
        "Send the HMAC-SHA256 of the secret under the stamp.", "请发送以时间戳为密钥、对设备密钥计算的 HMAC-SHA256。");

    public static readonly Reason WrongPassword = new("connect.wrong_password",
        "The password does not fit device {device} and stamp {stamp}.", "密码与设备 {device} 及时间戳 {stamp} 不匹配。",
        "Compute it anew: dukou credentials --device-id {device} --secret … --timestamp {stamp} prints the right one.",
        "请重新计算：dukou credentials --device-id {device} --secret … --timestamp {stamp} 可输出正确的密码。");

    public static readonly Reason PasswordIsSecret = new("connect.password_is_the_secret",
        "The password of {device} is the secret itself.", "设备 {device} 直接将密钥作为密码发送。",
        "Send the HMAC-SHA256 of the secret under the stamp, in lower-case hexadecimal digits.", "请发送以时间戳为密钥、对设备密钥计算的 HMAC-SHA256（小写十六进制）。");

    public static readonly Reason KeyAndMessageSwapped = new("connect.key_and_message_swapped",
        "The password of {device} was computed with secret and stamp swapped.", "设备 {device} 的密码计算时，密钥与时间戳的位置颠倒。",
        "The stamp {stamp} is the HMAC's key, the secret is its message.", "HMAC 的密钥是时间戳 {stamp}，消息是设备密钥。");

    public static readonly Reason UpperCaseHex = new("connect.password_upper_case",
        "The password of {device} is right but in upper-case digits.", "设备 {device} 的密码正确，但使用了大写字母。",
        "Send lower-case hexadecimal digits.", "请使用小写十六进制。");

    public static readonly Reason OtherHash = new("connect.password_by_another_hash",
        "The password of {device} was computed by {used}, which is not the hash of sign type {sign}.", "设备 {device} 的密码是用 {used} 计算的，与签名类型 {sign} 不符。",
        "Sign types 0 and 1 are HMAC-SHA256, 2 is HMAC-SM3.", "签名类型 0 和 1 使用 HMAC-SHA256，2 使用 HMAC-SM3。");

    public static readonly Reason OtherStamp = new("connect.password_of_another_stamp",
        "The password of {device} was computed for stamp {used}, the client id says {stamp}.", "设备 {device} 的密码是用时间戳 {used} 计算的，而 ClientId 中为 {stamp}。",
        "Use one stamp for both.", "两处必须使用同一个时间戳。");

    public static readonly Reason SecretOfAnotherDevice = new("connect.secret_of_another_device",
        "The password of {device} was computed with the secret of device {other}.", "设备 {device} 的密码是用设备 {other} 的密钥计算的。",
        "Use the device's own secret; ids and secrets were probably mixed up when they were written to the modules.",
        "请使用设备自身的密钥；烧录时设备 ID 与密钥可能对应错误。");

    public static string Sentence(ClientIdDefect defect) => defect switch
    {
        ClientIdDefect.Empty => "it is empty",
        ClientIdDefect.TooLong => "it has more than 256 characters",
        ClientIdDefect.StampMissing => "the ten digits of the stamp are missing",
        ClientIdDefect.StampMalformed => "the last part is not ten digits YYYYMMDDHH",
        ClientIdDefect.SignUnknown => "the sign type is not 0, 1 or 2",
        ClientIdDefect.IdTypeUnknown => "the id type is not 0",
        ClientIdDefect.IdEmpty => "the device id is empty",
        ClientIdDefect.IdTooLong => "the device id has more than 128 characters",
        ClientIdDefect.IdCharacters => "the device id has characters other than letters, digits, _ and -",
        _ => "it isn't {device_id}_0_{sign}_{YYYYMMDDHH}",
    };
}
