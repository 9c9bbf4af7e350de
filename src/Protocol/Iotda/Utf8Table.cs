using System.Text;
using System.Text.Json;

namespace Dukou.Protocol.Iotda;

/// <summary>Finds a value by a name as it stands in a payload, without making a string of it. Built once, then read by any thread.
/// The names are the model's, so a device cannot choose them to collide.</summary>
sealed class Utf8Table<T>
    where T : class
{
    // A model's names have at most 64 characters (G:service_property), and an escaped character takes six bytes.
    const int EscapedLengthMax = 64 * 6;

    readonly (byte[] Name, T Value, int Place)?[] _slots;

    public Utf8Table(IEnumerable<(string Name, T Value)> entries)
    {
        var all = entries.ToArray();
        _slots = new (byte[], T, int)?[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, all.Length * 2))];
        for (var place = 0; place < all.Length; place++)
        {
            var (name, value) = all[place];
            var bytes = Encoding.UTF8.GetBytes(name);
            var slot = Hash(bytes) & (uint)(_slots.Length - 1);
            while (_slots[slot] is not null)
                slot = (slot + 1) & (uint)(_slots.Length - 1);
            _slots[slot] = (bytes, value, place);
        }
    }

    public T? Find(ReadOnlySpan<byte> name) => Find(name, out _);

    /// <param name="name">The name in UTF-8.</param>
    /// <param name="place">Which of the entries it is; -1 for none.</param>
    public T? Find(ReadOnlySpan<byte> name, out int place)
    {
        var slot = Hash(name) & (uint)(_slots.Length - 1);
        while (_slots[slot] is { } entry)
        {
            if (name.SequenceEqual(entry.Name))
            {
                place = entry.Place;
                return entry.Value;
            }
            slot = (slot + 1) & (uint)(_slots.Length - 1);
        }

        place = -1;
        return null;
    }

    /// <summary>Finds by the string or property name at which the reader stands.</summary>
    public T? Find(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return Find(reader.ValueSpan);
        if (reader.ValueSpan.Length > EscapedLengthMax)
            return null;
        Span<byte> name = stackalloc byte[EscapedLengthMax];
        return Find(name[..reader.CopyString(name)]);
    }

    // FNV-1a.
    static uint Hash(ReadOnlySpan<byte> name)
    {
        var hash = 2166136261;
        foreach (var part in name)
            hash = (hash ^ part) * 16777619;
        return hash ^ (hash >> 15);
    }
}
