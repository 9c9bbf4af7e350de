namespace Dukou.Server.Devices;

/// <summary>Why the registry cuts a device's link.</summary>
static class DeviceReasons
{
    public static readonly Reason Deleted = new("device.deleted",
        "The device {device_id} was deleted; its link was cut.", "设备 {device_id} 已被删除，连接已断开。",
        "Register the device again before it connects.", "请重新注册该设备后再连接。");

    public static readonly Reason Frozen = new("device.frozen",
        "The device {device_id} was frozen; its link was cut and new ones are refused.", "设备 {device_id} 已被冻结，连接已断开，并拒绝新的连接。",
        "Unfreeze the device (UnfreezeDevice) to let it connect.", "调用 UnfreezeDevice 解冻后设备才能连接。");

    public static readonly Reason SecretReset = new("device.secret_reset",
        "The secret of device {device_id} was reset with force_disconnect; its link was cut.", "设备 {device_id} 的密钥已重置并要求强制断开，连接已断开。",
        "Put the new secret into the device.", "请在设备上使用新的密钥。");

    public static readonly Reason FingerprintReset = new("device.fingerprint_reset",
        "The certificate fingerprint of device {device_id} was reset with force_disconnect; its link was cut.", "设备 {device_id} 的证书指纹已重置并要求强制断开，连接已断开。",
        "Connect with the certificate of the new fingerprint.", "请使用与新指纹一致的证书连接。");
}
