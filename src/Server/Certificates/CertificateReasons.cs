namespace Dukou.Server.Certificates;

/// <summary>Why a device's certificate was refused.</summary>
static class CertificateReasons
{
    public static readonly Reason UnknownAuthority = new("connect.unknown_ca",
        "No CA certificate of the device's resource space signed the certificate {subject}; it names the issuer {issuer}.",
        "设备所在资源空间没有签发证书 {subject} 的 CA 证书；其颁发者为 {issuer}。",
        "Upload the CA's certificate (AddCertificate) and verify it; if the CA is an intermediate one, let the device send the certificates between.",
        "请上传并验证该 CA 证书（AddCertificate）；如为中级 CA，请让设备同时发送中间证书。");

    public static readonly Reason AuthorityNotVerified = new("connect.ca_not_verified",
        "The CA certificate {authority} was uploaded but its owner has not shown yet that its key is theirs.", "CA 证书 {authority} 已上传，但尚未完成所有权验证。",
        "Sign a certificate whose common name is verify_code with the CA and send it with CheckCertificate.", "请用该 CA 签发通用名为 verify_code 的证书，并通过 CheckCertificate 提交。");

    public static readonly Reason Expired = new("connect.certificate_expired",
        "The certificate {subject} is valid from {from} to {to}; the platform's time is {now}.", "证书 {subject} 的有效期为 {from} 至 {to}，平台当前时间为 {now}。",
        "Give the device a certificate that is valid now.", "请为设备更换当前有效的证书。");

    public static readonly Reason AuthorityExpired = new("connect.ca_expired",
        "The CA certificate {authority} is not valid at the platform's time {now}.", "CA 证书 {authority} 在平台当前时间 {now} 无效。",
        "Upload a CA certificate that is valid now and sign the devices' certificates with it.", "请上传当前有效的 CA 证书，并用其签发设备证书。");

    public static readonly Reason Broken = new("connect.certificate_broken",
        "The chain from certificate {subject} to the CA {authority} does not hold: {problem}", "从证书 {subject} 到 CA {authority} 的证书链无效：{problem}",
        "Sign the device's certificate with the CA's own key; the CA's certificate needs basicConstraints CA:true.", "请使用该 CA 的私钥签发设备证书；CA 证书必须包含 basicConstraints CA:true。");

    public static readonly Reason Inactive = new("connect.certificate_inactive",
        "The certificate {subject} was switched off (status INACTIVE).", "证书 {subject} 已停用（状态为 INACTIVE）。",
        "Set its status to ACTIVE (UpdateDeviceCertificate), or give the device another one.", "请将其状态设为 ACTIVE（UpdateDeviceCertificate），或为设备更换证书。");

    public static readonly Reason FingerprintDiffers = new("connect.fingerprint_differs",
        "Device {device} is pinned to another certificate than {subject} with fingerprint {fingerprint}.", "设备 {device} 绑定的证书与 {subject}（指纹 {fingerprint}）不一致。",
        "Use the device's own certificate, or pin the new one (ResetFingerprint).", "请使用设备自身的证书，或绑定新证书的指纹（ResetFingerprint）。");

    public static readonly Reason CutInactive = new("device.certificate_inactive",
        "The certificate of device {device_id} was switched off; its link was cut.", "设备 {device_id} 的证书已停用，连接已断开。",
        "Set its status to ACTIVE (UpdateDeviceCertificate), or give the device another one.", "请将其状态设为 ACTIVE（UpdateDeviceCertificate），或为设备更换证书。");
}
