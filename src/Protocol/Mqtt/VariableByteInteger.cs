namespace Dukou.Protocol.Mqtt;

/// <summary>The one to four byte integer of lengths and subscription identifiers, seven bits a byte, low first.</summary>
static class VariableByteInteger
{
    public const int Max = 268_435_455;

    public static int Size(int value) => value switch
    {
        < 1 << 7 => 1,
        < 1 << 14 => 2,
        < 1 << 21 => 3,
        _ => 4,
    };

    /// <summary>Writes the shortest form [MQTT-1.5.5-1] and returns its size.</summary>
    public static int Write(Span<byte> destination, int value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, (uint)Max);
        var size = 0;
        while (value >= 0x80)
        {
            destination[size++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[size++] = (byte)value;
        return size;
    }
}
