using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dukou.Protocol.Iotda;

namespace Dukou.Server.Shadows;

/// <summary>
/// The properties of one service as raw JSON values by name, merged at the top level: the last value of a property wins, explicit nulls
/// count as absent. Names and values lie in one byte array, so merging a report that has the known properties allocates nothing.
/// Searching a name is linear; fine to some hundred properties. Not for several threads.
/// </summary>
sealed class PropertyValues
{
    const int GarbageMax = 1024;

    byte[] _bytes = [];
    int _length;
    int _live;
    Slot[] _slots = [];
    int _count;
    // The slot behind the one that was set last: reports name their properties in the same order again and again.
    int _expected;

    public int Count => _count;

    /// <summary>About the memory that this takes.</summary>
    public int Size => _bytes.Length + (_slots.Length * 16);

    /// <summary>Merges the members of a JSON object that was judged before.</summary>
    public void Merge(ReadOnlySpan<byte> json)
    {
        for (var members = new JsonMembers(json); members.MoveNext();)
            if (!members.Value.SequenceEqual("null"u8))
                // Two spellings of one name must meet, so an escaped one is written anew.
                Set(members.NameIsEscaped ? JsonEncodedText.Encode(members.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes : members.RawName, members.Value);
    }

    public void Merge(PropertyValues later)
    {
        foreach (var slot in later._slots.AsSpan(0, later._count))
            Set(later.Name(slot), later.Value(slot));
    }

    /// <summary>Removes a property, named as in JSON.</summary>
    public void Remove(ReadOnlySpan<byte> name)
    {
        if (Find(name) is not (>= 0 and var found))
            return;
        _live -= _slots[found].NameLength + _slots[found].ValueLength;
        _slots.AsSpan(found + 1, _count - found - 1).CopyTo(_slots.AsSpan(found));
        _count--;
    }

    /// <summary>Forgets the properties that came first until at most <paramref name="max"/> are left.</summary>
    public void KeepNewest(int max)
    {
        var gone = _count - max;
        if (gone <= 0)
            return;
        foreach (var slot in _slots.AsSpan(0, gone))
            _live -= slot.NameLength + slot.ValueLength;
        _slots.AsSpan(gone, max).CopyTo(_slots);
        _count = max;
        _expected = 0;
    }

    /// <summary>The JSON object.</summary>
    public string ToJson()
    {
        var json = new ArrayBufferWriter<byte>(_live + (_count * 4) + 2);
        json.Write("{"u8);
        for (var i = 0; i < _count; i++)
        {
            json.Write(i == 0 ? "\""u8 : ",\""u8);
            json.Write(Name(_slots[i]));
            json.Write("\":"u8);
            json.Write(Value(_slots[i]));
        }
        json.Write("}"u8);
        return System.Text.Encoding.UTF8.GetString(json.WrittenSpan);
    }

    void Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var found = _expected < _count && Name(_slots[_expected]).SequenceEqual(name) ? _expected : Find(name);
        _expected = (found < 0 ? _count : found) + 1;
        if (found < 0)
        {
            if (_count == _slots.Length)
                Array.Resize(ref _slots, Math.Max(4, _count * 2));
            found = _count++;
            _slots[found] = new Slot(Append(name), name.Length, Append(value), value.Length);
            _live += name.Length + value.Length;
            return;
        }
        var slot = _slots[found];
        _live += value.Length - slot.ValueLength;
        if (value.Length <= slot.ValueLength)
            value.CopyTo(_bytes.AsSpan(slot.ValueStart));
        else
            slot = slot with { ValueStart = Append(value) };
        _slots[found] = slot with { ValueLength = value.Length };
        if (_length > (_live * 2) + GarbageMax)
            Compact();
    }

    int Find(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _count; i++)
            if (Name(_slots[i]).SequenceEqual(name))
                return i;
        return -1;
    }

    int Append(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_length + bytes.Length, Math.Max(64, _bytes.Length * 2)));
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
        return _length - bytes.Length;
    }

    void Compact()
    {
        var (old, slots) = (_bytes, _slots);
        (_bytes, _length) = (new byte[_live * 2], 0);
        for (var i = 0; i < _count; i++)
        {
            var slot = slots[i];
            _slots[i] = slot with
            {
                NameStart = Append(old.AsSpan(slot.NameStart, slot.NameLength)),
                ValueStart = Append(old.AsSpan(slot.ValueStart, slot.ValueLength)),
            };
        }
    }

    ReadOnlySpan<byte> Name(Slot slot) => _bytes.AsSpan(slot.NameStart, slot.NameLength);

    ReadOnlySpan<byte> Value(Slot slot) => _bytes.AsSpan(slot.ValueStart, slot.ValueLength);

    readonly record struct Slot(int NameStart, int NameLength, int ValueStart, int ValueLength);
}
