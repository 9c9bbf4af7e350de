using System.Buffers;
using System.Text;

namespace Dukou.Protocol.Mqtt.Packets;

/// <summary>
/// CONNECT: who wants to talk and how. Properties that the packet does not carry are null; the protocol's defaults are named
/// at each. Not printed as a whole: <see cref="Password"/> is a secret.
/// </summary>
public sealed partial record ConnectPacket
{
    public required ProtocolVersion Version { get; init; }

    /// <summary>Clean Session in MQTT 3.x.</summary>
    public bool CleanStart { get; init; }

    /// <summary>Seconds; 0 turns the mechanism off.</summary>
    public ushort KeepAlive { get; init; }

    /// <summary>Empty: the server assigns one.</summary>
    public required string ClientId { get; init; }

    public string? UserName { get; init; }

    public byte[]? Password { get; init; }

    public WillMessage? Will { get; init; }

    /// <summary>Seconds; absent is 0, 0xFFFFFFFF never expires.</summary>
    public uint? SessionExpiryInterval { get; init; }

    /// <summary>Absent is 65,535.</summary>
    public ushort? ReceiveMaximum { get; init; }

    /// <summary>Bytes of a whole packet; absent is no limit.</summary>
    public uint? MaximumPacketSize { get; init; }

    /// <summary>Absent is 0.</summary>
    public ushort? TopicAliasMaximum { get; init; }

    /// <summary>Absent is false.</summary>
    public bool? RequestResponseInformation { get; init; }

    /// <summary>Absent is true.</summary>
    public bool? RequestProblemInformation { get; init; }

    public string? AuthenticationMethod { get; init; }

    public byte[]? AuthenticationData { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    // Protocol name | level (1) | flags (1) | keep alive (2) | [v5 properties] | client id | [will] | [user name] | [password]
    public void Write(IBufferWriter<byte> output)
    {
        var fields = new FieldWriter();
        fields.Text(Version == ProtocolVersion.V310 ? "MQIsdp" : "MQTT");
        fields.Byte((byte)Version);
        fields.Byte(Flags());
        fields.UInt16(KeepAlive);
        if (Version == ProtocolVersion.V500)
            WriteProperties(ref fields);
        fields.Text(ClientId);
        if (Will is not null)
            WriteWill(ref fields, Will);
        if (UserName is not null)
            fields.Text(UserName);
        if (Password is not null)
            fields.Binary(Password);
        fields.Complete(PacketType.Connect, 0, output);
    }

    byte Flags()
    {
        // [MQTT-3.1.2-22] (3.1.1)
        if (Password is not null && UserName is null && Version != ProtocolVersion.V500)
            throw new InvalidOperationException("MQTT 3.x sends a password only with a user name.");
        var flags = (CleanStart ? CleanStartBit : 0) | (UserName is null ? 0 : UserNameBit) | (Password is null ? 0 : PasswordBit);
        if (Will is not null)
            flags |= WillBit | ((int)Will.QoS << WillQoSShift) | (Will.Retain ? WillRetainBit : 0);
        return (byte)flags;
    }

    void WriteProperties(ref FieldWriter fields)
    {
        var start = fields.BeginProperties();
        fields.Property(PropertyId.SessionExpiryInterval, SessionExpiryInterval);
        fields.Property(PropertyId.ReceiveMaximum, ReceiveMaximum);
        fields.Property(PropertyId.MaximumPacketSize, MaximumPacketSize);
        fields.Property(PropertyId.TopicAliasMaximum, TopicAliasMaximum);
        fields.Property(PropertyId.RequestResponseInformation, RequestResponseInformation);
        fields.Property(PropertyId.RequestProblemInformation, RequestProblemInformation);
        fields.Property(PropertyId.AuthenticationMethod, AuthenticationMethod);
        fields.Property(PropertyId.AuthenticationData, AuthenticationData);
        fields.UserProperties(UserProperties);
        fields.EndProperties(start);
    }

    void WriteWill(ref FieldWriter fields, WillMessage will)
    {
        if (Version == ProtocolVersion.V500)
        {
            var start = fields.BeginProperties();
            fields.Property(PropertyId.WillDelayInterval, will.DelayInterval);
            will.Properties.Write(ref fields);
            fields.EndProperties(start);
        }

        fields.Text(will.Topic);
        fields.Binary(will.Payload);
    }

    // Without the password and the binary fields.
    bool PrintMembers(StringBuilder text)
    {
        text.Append(Version).Append(", ClientId = ").Append(ClientId).Append(", UserName = ").Append(UserName)
            .Append(", KeepAlive = ").Append(KeepAlive).Append(", CleanStart = ").Append(CleanStart);
        return true;
    }
}
