namespace Dukou.Server.Provisioning;

/// <summary>What became of a device that registers itself by its certificate.</summary>
static class ProvisioningReasons
{
    public static readonly Reason Registered = new("provision.registered",
        "The device registered itself: the CA {authority} signed its certificate, and the template {template} made it a device of product {product}.",
        "设备已自注册：其证书由 CA {authority} 签发，并按模板 {template} 注册为产品 {product} 的设备。");

    public static readonly Reason Failed = new("connect.template_failed",
        "The template {template} makes no device out of the certificate {subject}: {problem}", "模板 {template} 无法根据证书 {subject} 注册设备：{problem}",
        "Correct the template, or the subject of the device's certificate.", "请修正模板或设备证书的主题字段。");

    public static readonly Reason NamesAnother = new("connect.template_names_another",
        "By the template {template} the certificate {subject} is that of device {device}, the client id names {other}.", "按模板 {template}，证书 {subject} 属于设备 {device}，而 ClientId 中为 {other}。",
        "Use {device} in client id and user name.", "请在 ClientId 和用户名中使用 {device}。");
}
