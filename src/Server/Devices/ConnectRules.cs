using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Gateway;

namespace Dukou.Server.Devices;

/// <summary>What holds for every CONNECT with a client id of IoTDA's, whichever way the device proves itself (D:3009). Null: nothing is against it.</summary>
static class ConnectRules
{
    /// <summary>The user name repeats the device id of the client id.</summary>
    public static (ReasonCode, Because)? UserName(ConnectPacket connect, ClientId clientId)
    {
        if (connect.UserName is null || connect.UserName.Length > ClientId.LengthMax)
            return (ReasonCode.BadUserNameOrPassword, CredentialReasons.UserNameMissing.With(("device", clientId.DeviceId)));
        return connect.UserName == clientId.DeviceId ? null
            : (ReasonCode.ClientIdentifierNotValid, CredentialReasons.UserNameDiffers.With(("user", connect.UserName), ("device", clientId.DeviceId)));
    }

    /// <summary>The registration lets the device come, and by this way.</summary>
    public static (ReasonCode, Because)? Registration(Device device, ConnectAttempt attempt) => device switch
    {
        { Frozen: true } => (ReasonCode.NotAuthorized, CredentialReasons.Frozen.With(("device", device.DeviceId))),
        { IsDirect: false } => (ReasonCode.NotAuthorized, CredentialReasons.ChildDevice.With(("device", device.DeviceId), ("gateway", device.GatewayId!))),
        { SecureAccess: true } when !attempt.Encrypted => (ReasonCode.NotAuthorized, CredentialReasons.NeedsTls.With(("device", device.DeviceId))),
        _ => null,
    };

    /// <summary>Sign 0 carries a stamp that isn't checked; 1 and 2 are checked before the password.</summary>
    public static (ReasonCode, Because)? Stamp(ClientId clientId, DateTimeOffset now)
    {
        if (clientId.Sign == SignType.HmacSha256 || !SecretStamp.TryParse(clientId.Timestamp, out var stamp))
            return null;
        var check = stamp.Check(now);
        if (check.Verdict == StampVerdict.Fits)
            return null;
        return (ReasonCode.BadUserNameOrPassword, check.Verdict switch
        {
            StampVerdict.LocalTime => CredentialReasons.StampIsLocalTime.With(
                ("stamp", clientId.Timestamp), ("offset", $"{check.OffsetHours:+0;-0}"), ("now", SecretStamp.Of(now).ToString())),
            _ => CredentialReasons.StampIsWrong.With(("stamp", clientId.Timestamp), ("now", SecretStamp.Of(now).ToString())),
        });
    }

    /// <summary>The hash that the sign in the client id names.</summary>
    public static KeyedHash HashOf(ClientId clientId) => clientId.Sign == SignType.HmacSm3Checked ? Sm3.Hmac : DevicePassword.HmacSha256;
}
