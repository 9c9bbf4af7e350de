namespace Dukou.Server.Provisioning;

/// <summary>What became of a device that asked to be provisioned.</summary>
static class BootstrapReasons
{
    public static readonly Reason UnknownScope = new("connect.unknown_scope",
        "There is no registration group with the scope id {scope}.", "不存在 scopeId 为 {scope} 的注册组。",
        "Compare it with what dukou group list shows.", "请与 dukou group list 显示的 scopeId 核对。");

    public static readonly Reason GroupDisabled = new("connect.group_disabled",
        "The registration group {group} is switched off.", "注册组 {group} 已停用。",
        "Switch it on (UpdateRegistrationGroup, enabled=true) while devices are to activate.", "需要激活设备时请启用该注册组（UpdateRegistrationGroup，enabled=true）。");

    public static readonly Reason GroupNeedsTls = new("connect.group_needs_tls",
        "Devices of the registration group {group} must come over TLS: the answer carries a secret.", "注册组 {group} 的设备必须通过 TLS 接入，因为应答中包含密钥。",
        "Connect to the MQTTS port, or set secure_access=false on the group.", "请连接 MQTTS 端口，或将注册组的 secure_access 设为 false。");

    public static readonly Reason WrongGroupPassword = new("connect.group_password_wrong",
        "The password of {device} fits neither the secret of the registration group {group} nor a usual mistake.", "设备 {device} 的密码与注册组 {group} 的密钥不匹配。",
        "dukou credentials --device-id {device} --group-secret … --scope-id {scope} --timestamp {stamp} prints the right one.",
        "dukou credentials --device-id {device} --group-secret … --scope-id {scope} --timestamp {stamp} 可输出正确的密码。");

    public static readonly Reason SecretNotDerived = new("connect.group_secret_not_derived",
        "The password of {device} was computed with the secret of the registration group {group} itself.", "设备 {device} 的密码直接使用注册组 {group} 的密钥计算。",
        "Derive the device's secret before: the hexadecimal HMAC-SHA256 of the Base64-decoded group secret under the key {device}.",
        "请先派生设备密钥：以 {device} 为密钥、对 Base64 解码后的注册组密钥计算 HMAC-SHA256（十六进制）。");

    public static readonly Reason SecretNotDecoded = new("connect.group_secret_not_decoded",
        "The password of {device} was derived from the Base64 text of the secret of the registration group {group}, not from its bytes.",
        "设备 {device} 的密码由注册组 {group} 密钥的 Base64 文本派生，而不是解码后的字节。",
        "Decode the group secret from Base64 before the first HMAC.", "请在第一次 HMAC 之前对注册组密钥进行 Base64 解码。");

    public static readonly Reason GroupByCertificate = new("connect.group_by_certificate",
        "Devices of the registration group {group} prove by certificate that they belong to it, not by a secret.", "注册组 {group} 的设备使用证书认证，而不是密钥。",
        "Connect by MQTTS with a certificate and the client id DEVICE-ID_0_{scope}.", "请使用证书通过 MQTTS 接入，ClientId 为 设备ID_0_{scope}。");

    public static readonly Reason GroupBySecret = new("connect.group_by_secret",
        "Devices of the registration group {group} prove by its secret that they belong to it, not by certificate.", "注册组 {group} 的设备使用注册组密钥认证，而不是证书。",
        "Use the client id DEVICE-ID_0_{scope}_0_YYYYMMDDHH and the password that dukou credentials prints.", "请使用 ClientId 设备ID_0_{scope}_0_YYYYMMDDHH 以及 dukou credentials 输出的密码。");

    public static readonly Reason WrongId = new("connect.group_device_id",
        "{device} is no id for a device of the registration group {group}.", "{device} 不能作为注册组 {group} 的设备 ID。",
        "Use {product}_ and the node id, or an id of letters, digits and - without an underscore; the node id has at most 64 characters.",
        "请使用“{product}_设备标识码”，或不含下划线的字母、数字和 -；设备标识码最多 64 个字符。");

    public static readonly Reason Answered = new("bootstrap.answered",
        "The device was told its address {address}.", "已告知设备接入地址 {address}。");

    public static readonly Reason Registered = new("bootstrap.registered",
        "The registration group {group} registered the device and told it its address {address} and its secret.", "注册组 {group} 已注册该设备，并下发接入地址 {address} 和设备密钥。");

    public static readonly Reason Activated = new("bootstrap.activated",
        "The device claimed its registration by the registration group {group} and was told its address {address} and its secret.",
        "设备已通过注册组 {group} 激活，并获得接入地址 {address} 和设备密钥。");

    public static readonly Reason Reactivated = new("bootstrap.reactivated",
        "The device activated once more by the registration group {group}; it has a new secret, and the former one ended.", "设备通过注册组 {group} 再次激活，已下发新的密钥，原密钥失效。");

    public static readonly Reason ActiveAlready = new("bootstrap.active_already",
        "Device {device} has been online with its own secret; the registration group {group} allows no second activation.", "设备 {device} 已使用自身密钥上线，注册组 {group} 不允许重复激活。",
        "Let the device keep its secret, reset it by hand, or set allow_reactivation=true on the group.", "请让设备保存其密钥，或手动重置密钥，或将注册组的 allow_reactivation 设为 true。");

    public static readonly Reason ForeignProduct = new("bootstrap.foreign_product",
        "Device {device} belongs to product {other}, the registration group {group} to product {product}.", "设备 {device} 属于产品 {other}，而注册组 {group} 属于产品 {product}。",
        "Use the group of the device's own product.", "请使用设备所属产品的注册组。");

    public static readonly Reason Barred = new("bootstrap.barred",
        "Device {device} can't be activated: {problem}.", "设备 {device} 无法激活：{problem}。",
        "Change its registration first.", "请先修改该设备的注册信息。");

    public static readonly Reason Failed = new("bootstrap.failed",
        "Device {device} could not be provisioned: {problem}", "设备 {device} 发放失败：{problem}",
        "Correct what the sentence names, then let the device ask again.", "请根据说明修正后让设备重新请求。");

    public static readonly Reason NotAnswered = new("bootstrap.not_answered",
        "The answer did not reach the device: {problem}.", "应答未能送达设备：{problem}。",
        "Let the device ask again; before its first connection it gets the same secret.", "请让设备重新请求；首次上线之前会得到相同的密钥。");
}
