using System.Data.Common;
using Dukou.Server.Storage;

namespace Dukou.Server.Devices;

/// <summary>The SQL of table <c>device</c> for one device; lists are in <see cref="DeviceList"/>.</summary>
static class DeviceTable
{
    public const string Columns = """
        device_id, app_id, product_id, node_id, created_at, gateway_id, device_name, description, auth_type, secret_protected, secondary_secret_protected,
        fingerprint, secondary_fingerprint, secure_access, timeout_seconds, status, frozen, epoch, remote_address, active_at, online_at, status_at,
        fw_version, sw_version, device_sdk_version, extension_info, version, row_id
        """;
    public const int RowIdColumn = 27;

    public static Device? Find(DbConnection core, string deviceId) =>
        core.First($"select {Columns} from device where device_id = @device_id", Read, ("@device_id", deviceId));

    /// <summary>Other devices of the same product, the newest first.</summary>
    public static List<Device> Neighbours(DbConnection core, Device device, int max) => core.Query(
        $"select {Columns} from device where product_id = @product_id and app_id = @app_id and device_id <> @device_id order by row_id desc limit @max", Read,
        ("@product_id", device.ProductId), ("@app_id", device.AppId), ("@device_id", device.DeviceId), ("@max", max));

    /// <summary>False when the device id is taken, or the node id within the product.</summary>
    public static bool TryInsert(DbConnection core, string rowId, string projectId, Device device) => core.Execute("""
        insert into device (row_id, project_id, app_id, product_id, device_id, node_id, gateway_id, device_name, description, auth_type, secret_protected,
                            secondary_secret_protected, fingerprint, secondary_fingerprint, secure_access, timeout_seconds, status, frozen, epoch, created_at,
                            expires_at, fw_version, sw_version, device_sdk_version, extension_info, version)
        values (@row_id, @project_id, @app_id, @product_id, @device_id, @node_id, @gateway_id, @device_name, @description, @auth_type, @secret_protected,
                @secondary_secret_protected, @fingerprint, @secondary_fingerprint, @secure_access, @timeout_seconds, @status, @frozen, @epoch, @created_at,
                @expires_at, @fw_version, @sw_version, @device_sdk_version, @extension_info, @version)
        on conflict do nothing
        """,
        [
            ("@row_id", rowId), ("@project_id", projectId), ("@app_id", device.AppId), ("@product_id", device.ProductId), ("@node_id", device.NodeId),
            ("@gateway_id", device.GatewayId), ("@created_at", device.CreateTime), ("@status", Device.NameOf(device.Status)), ("@epoch", device.Epoch), .. Changeable(device),
        ]) == 1;

    /// <summary>Writes everything but keys and connection state.</summary>
    public static void Update(DbConnection core, Device device) => core.Execute("""
        update device set device_name = @device_name, description = @description, auth_type = @auth_type, secret_protected = @secret_protected,
               secondary_secret_protected = @secondary_secret_protected, fingerprint = @fingerprint, secondary_fingerprint = @secondary_fingerprint,
               secure_access = @secure_access, timeout_seconds = @timeout_seconds, frozen = @frozen, expires_at = @expires_at, fw_version = @fw_version,
               sw_version = @sw_version, device_sdk_version = @device_sdk_version, extension_info = @extension_info, version = @version
        where device_id = @device_id
        """, Changeable(device));

    /// <summary>Writes the connection state.</summary>
    public static void UpdateStatus(DbConnection core, Device device) => core.Execute("""
        update device set status = @status, epoch = @epoch, remote_address = @remote_address, active_at = @active_at, online_at = @online_at,
               status_at = @status_at, expires_at = @expires_at, version = @version
        where device_id = @device_id
        """,
        ("@status", Device.NameOf(device.Status)), ("@epoch", device.Epoch), ("@remote_address", device.RemoteAddress), ("@active_at", device.ActiveTime),
        ("@online_at", device.OnlineTime), ("@status_at", device.StatusTime), ("@expires_at", device.ExpiryTime), ("@version", device.Version), ("@device_id", device.DeviceId));

    /// <summary>Writes whose child it is, and the oldest connection that may speak for it.</summary>
    public static void UpdateGateway(DbConnection core, Device device) => core.Execute(
        "update device set gateway_id = @gateway_id, epoch = @epoch, version = @version where device_id = @device_id",
        ("@gateway_id", device.GatewayId), ("@epoch", device.Epoch), ("@version", device.Version), ("@device_id", device.DeviceId));

    public static void Delete(DbConnection core, string deviceId) => core.Execute("delete from device where device_id = @device_id", ("@device_id", deviceId));

    public static Device Read(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Instant(4)!.Value)
    {
        GatewayId = row.Text(5),
        DeviceName = row.Text(6),
        Description = row.Text(7),
        AuthType = row.GetString(8) == "SECRET" ? DeviceAuthType.Secret : DeviceAuthType.Certificates,
        SecretProtected = row.Text(9),
        SecondarySecretProtected = row.Text(10),
        Fingerprint = row.Text(11),
        SecondaryFingerprint = row.Text(12),
        SecureAccess = row.GetInt64(13) != 0,
        TimeoutSeconds = row.GetInt64(14),
        Status = Device.StatusOf(row.GetString(15)),
        Frozen = row.GetInt64(16) != 0,
        Epoch = row.GetInt64(17),
        RemoteAddress = row.Text(18),
        ActiveTime = row.Instant(19),
        OnlineTime = row.Instant(20),
        StatusTime = row.Instant(21),
        FwVersion = row.Text(22),
        SwVersion = row.Text(23),
        DeviceSdkVersion = row.Text(24),
        ExtensionInfo = row.Text(25),
        Version = row.GetInt64(26),
    };

    static (string, object?)[] Changeable(Device device) =>
    [
        ("@device_id", device.DeviceId), ("@device_name", device.DeviceName), ("@description", device.Description),
        ("@auth_type", device.AuthType == DeviceAuthType.Secret ? "SECRET" : "CERTIFICATES"),
        ("@secret_protected", device.SecretProtected), ("@secondary_secret_protected", device.SecondarySecretProtected),
        ("@fingerprint", device.Fingerprint), ("@secondary_fingerprint", device.SecondaryFingerprint), ("@secure_access", device.SecureAccess),
        ("@timeout_seconds", device.TimeoutSeconds), ("@frozen", device.Frozen), ("@expires_at", device.ExpiryTime), ("@fw_version", device.FwVersion),
        ("@sw_version", device.SwVersion), ("@device_sdk_version", device.DeviceSdkVersion), ("@extension_info", device.ExtensionInfo), ("@version", device.Version),
    ];
}
