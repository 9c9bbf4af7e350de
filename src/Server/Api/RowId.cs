using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Dukou.Server.Api;

/// <summary>
/// Hidden 12-byte row ids in 24 hex digits (seconds, node, counter), strictly increasing even when the clock steps back: lists are
/// ordered by them and IoTDA's markers are them.
/// </summary>
sealed class RowId(TimeProvider clock)
{
    readonly Lock _gate = new();
    readonly uint _node = BinaryPrimitives.ReadUInt32LittleEndian(RandomNumberGenerator.GetBytes(4));
    uint _seconds;
    uint _counter;

    /// <summary>Continues above <paramref name="last"/>, the greatest id stored by an earlier run.</summary>
    public void StartAbove(string? last)
    {
        if (last is null)
            return;
        lock (_gate)
            _seconds = Math.Max(_seconds, BinaryPrimitives.ReadUInt32BigEndian(Convert.FromHexString(last)) + 1);
    }

    public string Next()
    {
        Span<byte> id = stackalloc byte[12];
        lock (_gate)
        {
            var now = (uint)clock.GetUtcNow().ToUnixTimeSeconds();
            if (now > _seconds)
                (_seconds, _counter) = (now, 0);
            else if (++_counter == 0)
                _seconds++;
            BinaryPrimitives.WriteUInt32BigEndian(id, _seconds);
            BinaryPrimitives.WriteUInt32BigEndian(id[4..], _counter);
        }
        BinaryPrimitives.WriteUInt32BigEndian(id[8..], _node);
        return Convert.ToHexStringLower(id);
    }
}
