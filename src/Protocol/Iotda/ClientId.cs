namespace Dukou.Protocol.Iotda;

/// <summary>How a password is signed: the third part of a client id (D:3009; 2 is known from the Java and C SDKs).</summary>
public enum SignType : byte
{
    /// <summary>HMAC-SHA256; the stamp is present but not checked.</summary>
    HmacSha256 = 0,

    /// <summary>HMAC-SHA256; the stamp is checked before the password.</summary>
    HmacSha256Checked = 1,

    /// <summary>HMAC-SM3; the stamp is checked before the password.</summary>
    HmacSm3Checked = 2,
}

/// <summary>The shapes of section 1.3 of the sheet. A password or a certificate is not visible in a client id, so A, B and E are one.</summary>
public enum ClientIdShape : byte
{
    /// <summary>A, B, E: <c>{device_id}_0_{sign}_{stamp}</c> (D:3009).</summary>
    Device,

    /// <summary>C: <c>{node_id}_2_{sign}_{stamp}</c>, the legacy platform's (OLD:iot_06_3009).</summary>
    Node,

    /// <summary>D: <c>{bridge_id}_3_{sign}_{stamp}</c> (J:Constants.java).</summary>
    Bridge,

    /// <summary>F: <c>{device_id}_0_{scope_id}</c>, a registration group's certificate (PS:iot_03_0003).</summary>
    ScopeCertificate,

    /// <summary>G: <c>{device_id}_0_{scope_id}_{sign}_{stamp}</c>, a registration group's secret (all five SDKs).</summary>
    ScopeSecret,
}

/// <summary>What is wrong with a client id; each has its own sentence in a trace.</summary>
public enum ClientIdDefect : byte
{
    None,

    /// <summary>Nothing was sent.</summary>
    Empty,

    /// <summary>Longer than 256 characters (D:3009).</summary>
    TooLong,

    /// <summary>Not made of parts joined by <c>_</c> that end in type, sign and stamp: usually a client's own default id.</summary>
    NotDeviceShape,

    /// <summary>Type and sign are there, the ten digits of the stamp are not.</summary>
    StampMissing,

    /// <summary>The last part is not ten digits <c>YYYYMMDDHH</c>.</summary>
    StampMalformed,

    /// <summary>The sign part is not 0, 1 or 2.</summary>
    SignUnknown,

    /// <summary>The type part is not a digit that the platform knows (0, 2, 3).</summary>
    IdTypeUnknown,

    /// <summary>Nothing stands before the type.</summary>
    IdEmpty,

    /// <summary>The id is longer than 128 characters (G:add_device).</summary>
    IdTooLong,

    /// <summary>The id holds a character other than letters, digits, <c>_</c> and <c>-</c>.</summary>
    IdCharacters,
}

/// <summary>An MQTT client identifier of IoTDA (D:3009), read from the right because device ids contain <c>_</c>.</summary>
/// <param name="DeviceId">The id before the type: of a device, a node or a bridge by <paramref name="Shape"/>.</param>
/// <param name="Shape">Which form it has.</param>
/// <param name="Sign">How the password is signed; meaningless for <see cref="ClientIdShape.ScopeCertificate"/>.</param>
/// <param name="Timestamp">The ten digits as sent, which are the password's key; empty for <see cref="ClientIdShape.ScopeCertificate"/>.</param>
/// <param name="ScopeId">The registration group's scope; empty for the other shapes.</param>
public readonly record struct ClientId(string DeviceId, ClientIdShape Shape, SignType Sign, string Timestamp, string ScopeId)
{
    /// <summary>Longest client id, user name and password (D:3009).</summary>
    public const int LengthMax = 256;

    const int DeviceIdLengthMax = 128; // G:add_device

    /// <summary>The type digit: 0 device, 2 node, 3 bridge.</summary>
    public char IdType => Shape switch { ClientIdShape.Node => '2', ClientIdShape.Bridge => '3', _ => '0' };

    /// <summary>The id of a device that signs with its secret.</summary>
    public static ClientId ForDevice(string deviceId, SignType sign, string timestamp) => new(deviceId, ClientIdShape.Device, sign, timestamp, "");

    /// <summary>Reads a client id. The shape without sign and stamp is taken only on the bootstrap listener: elsewhere a mistyped stamp
    /// would pass for a scope.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, bool bootstrap, out ClientId clientId, out ClientIdDefect defect)
    {
        clientId = default;
        defect = text.IsEmpty ? ClientIdDefect.Empty : text.Length > LengthMax ? ClientIdDefect.TooLong : ClientIdDefect.None;
        if (defect != ClientIdDefect.None)
            return false;

        var rest = text;
        var last = TakeRight(ref rest);
        var beforeLast = rest;
        var sign = TakeRight(ref rest);
        var type = TakeRight(ref rest);
        if (IsStamp(last) && sign.Length == 1 && type.Length == 1)
            return Signed(rest, type[0], sign[0], last, out clientId, out defect);

        var beforeScope = rest;
        if (IsStamp(last) && sign.Length == 1 && IsScope(type) && TakeRight(ref beforeScope) is "0")
            return Scoped(beforeScope, type, sign[0], last, out clientId, out defect);

        if (bootstrap && IsScope(last) && TakeRight(ref beforeLast) is "0")
            return Scoped(beforeLast, last, null, "", out clientId, out defect);

        defect = Diagnose(last, sign, type, rest);
        return false;
    }

    /// <summary>The text as it travels in CONNECT.</summary>
    public override string ToString() => Shape switch
    {
        ClientIdShape.ScopeCertificate => $"{DeviceId}_0_{ScopeId}",
        ClientIdShape.ScopeSecret => $"{DeviceId}_0_{ScopeId}_{(int)Sign}_{Timestamp}",
        _ => $"{DeviceId}_{IdType}_{(int)Sign}_{Timestamp}",
    };

    static bool Signed(ReadOnlySpan<char> id, char type, char sign, ReadOnlySpan<char> stamp, out ClientId clientId, out ClientIdDefect defect)
    {
        ClientIdShape? shape = type switch { '0' => ClientIdShape.Device, '2' => ClientIdShape.Node, '3' => ClientIdShape.Bridge, _ => null };
        defect = shape is null ? ClientIdDefect.IdTypeUnknown : !IsSign(sign) ? ClientIdDefect.SignUnknown : CheckId(id);
        clientId = defect == ClientIdDefect.None ? new(id.ToString(), shape!.Value, (SignType)(sign - '0'), stamp.ToString(), "") : default;
        return defect == ClientIdDefect.None;
    }

    static bool Scoped(ReadOnlySpan<char> id, ReadOnlySpan<char> scope, char? sign, ReadOnlySpan<char> stamp, out ClientId clientId, out ClientIdDefect defect)
    {
        defect = sign is { } digit && !IsSign(digit) ? ClientIdDefect.SignUnknown : CheckId(id);
        var shape = sign is null ? ClientIdShape.ScopeCertificate : ClientIdShape.ScopeSecret;
        clientId = defect == ClientIdDefect.None ? new(id.ToString(), shape, (SignType)((sign ?? '0') - '0'), stamp.ToString(), scope.ToString()) : default;
        return defect == ClientIdDefect.None;
    }

    static ClientIdDefect Diagnose(ReadOnlySpan<char> last, ReadOnlySpan<char> sign, ReadOnlySpan<char> type, ReadOnlySpan<char> rest) =>
        IsDigit(last) && IsDigit(sign) ? ClientIdDefect.StampMissing
        : IsDigit(sign) && IsDigit(type) ? ClientIdDefect.StampMalformed
        : !IsStamp(last) ? ClientIdDefect.NotDeviceShape
        : sign.Length != 1 && IsDigit(type) ? ClientIdDefect.SignUnknown
        : !rest.IsEmpty && IsDigit(sign) ? ClientIdDefect.IdTypeUnknown
        : ClientIdDefect.NotDeviceShape;

    static ClientIdDefect CheckId(ReadOnlySpan<char> id) =>
        id.IsEmpty ? ClientIdDefect.IdEmpty
        : id.Length > DeviceIdLengthMax ? ClientIdDefect.IdTooLong
        : id.ContainsAnyExcept(IdCharacters) ? ClientIdDefect.IdCharacters
        : ClientIdDefect.None;

    // A node id may hold ':' (application API), so a legacy client id may, too.
    static readonly System.Buffers.SearchValues<char> IdCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-:");

    static ReadOnlySpan<char> TakeRight(ref ReadOnlySpan<char> rest)
    {
        var cut = rest.LastIndexOf('_');
        var part = rest[(cut + 1)..];
        rest = cut < 0 ? default : rest[..cut];
        return part;
    }

    static bool IsStamp(ReadOnlySpan<char> part) => part.Length == SecretStamp.Length && !part.ContainsAnyExceptInRange('0', '9');

    static bool IsSign(char digit) => digit is >= '0' and <= '2';

    static bool IsDigit(ReadOnlySpan<char> part) => part.Length == 1 && char.IsAsciiDigit(part[0]);

    static bool IsScope(ReadOnlySpan<char> part)
    {
        foreach (var character in part)
            if (!char.IsAsciiLetterOrDigit(character))
                return false;
        return part.Length >= 2;
    }
}
