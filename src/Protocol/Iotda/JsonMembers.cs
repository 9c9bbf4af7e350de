using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Json;

namespace Dukou.Protocol.Iotda;

/// <summary>
/// Walks through a JSON object that was judged before, some times faster than a reader that has to judge. Text that isn't JSON gives
/// members that mean nothing or an exception of an index, and an end in any case. Allocates nothing unless a name is escaped.
/// </summary>
public ref struct JsonMembers
{
    readonly ReadOnlySpan<byte> _text;
    int _at;

    /// <param name="text">An object, perhaps with white space and more behind it.</param>
    public JsonMembers(ReadOnlySpan<byte> text)
    {
        _text = text;
        _at = text.IndexOf((byte)'{') + 1;
    }

    /// <summary>The name as it stands between its quotes.</summary>
    public ReadOnlySpan<byte> RawName { get; private set; }

    /// <summary>The value as it stands in the text.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The name has escapes: another spelling may mean the same.</summary>
    public bool NameIsEscaped { get; private set; }

    /// <summary>The name without escapes.</summary>
    public readonly ReadOnlySpan<byte> Name => NameIsEscaped ? Unescaped(RawName) : RawName;

    /// <summary>The characters of a string value without escapes; empty for any other value.</summary>
    public readonly ReadOnlySpan<byte> Text => Value is not [(byte)'"', .., (byte)'"'] ? default
        : Value.Contains((byte)'\\') ? Unescaped(Value[1..^1])
        : Value[1..^1];

    /// <summary>Behind the last member: what follows the object.</summary>
    public readonly ReadOnlySpan<byte> Rest => _text[Math.Min(_text.Length, _at + 1)..];

    /// <summary>Goes to the next member; false behind the last.</summary>
    public bool MoveNext()
    {
        if (!MoveToValue())
            return false;
        var start = _at;
        PassValue();
        Value = _text[start.._at];
        return true;
    }

    /// <summary>The text from the value on, after <see cref="MoveToValue"/>.</summary>
    internal readonly ReadOnlySpan<byte> FromValue => _text[_at..];

    /// <summary>Goes to the next member and stops before its value; false behind the last.</summary>
    internal bool MoveToValue()
    {
        if (Next() == ',')
            _at++;
        if (Next() != '"')
            return false;
        var start = _at + 1;
        NameIsEscaped = SkipString();
        RawName = _text[start..(_at - 1)];
        Next(); // The colon.
        _at++;
        Next();
        return true;
    }

    internal void PassValue()
    {
        if (_text[_at] == '"')
            SkipString();
        else if (_text[_at] is (byte)'{' or (byte)'[')
            SkipNested();
        else
            // A number or a word ends before what can't be part of it.
            while (_at < _text.Length && _text[_at] is > (byte)' ' and not ((byte)',' or (byte)'}' or (byte)']'))
                _at++;
    }

    // Brackets match in what was judged, so their kinds need not be told apart.
    void SkipNested()
    {
        _at++;
        var depth = SkipBlocks();
        while (depth > 0)
        {
            switch (_text[_at])
            {
                case (byte)'"':
                    SkipString();
                    continue;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    break;
            }
            _at++;
        }
    }

    /// <summary>Goes on in whole vectors, to the end of what is nested or as far as no escape comes; returns how deep that is, 0 behind the end.</summary>
    int SkipBlocks()
    {
        var depth = 1;
        var carried = 0u;
        for (; _text.Length - _at >= Vector256<byte>.Count; _at += Vector256<byte>.Count)
        {
            var block = Vector256.LoadUnsafe(in MemoryMarshal.GetReference(_text), (nuint)_at);
            if (Vector256.EqualsAny(block, Vector256.Create((byte)'\\')))
                break;
            // One bit for each byte: set from an opening quote to before the closing one.
            var inString = Vector256.Equals(block, Vector256.Create((byte)'"')).ExtractMostSignificantBits();
            inString ^= inString << 1;
            inString ^= inString << 2;
            inString ^= inString << 4;
            inString ^= inString << 8;
            inString ^= inString << 16;
            inString ^= carried;
            // Square brackets differ from braces by this bit.
            var braces = block | Vector256.Create((byte)0x20);
            var opened = Vector256.Equals(braces, Vector256.Create((byte)'{')).ExtractMostSignificantBits() & ~inString;
            var closed = Vector256.Equals(braces, Vector256.Create((byte)'}')).ExtractMostSignificantBits() & ~inString;
            if (BitOperations.PopCount(closed) >= depth)
                for (var (left, count) = (closed, 1); left != 0; left &= left - 1, count++)
                {
                    var end = BitOperations.TrailingZeroCount(left);
                    if (depth + BitOperations.PopCount(opened & ((1u << end) - 1)) != count)
                        continue;
                    _at += end + 1;
                    return 0;
                }
            depth += BitOperations.PopCount(opened) - BitOperations.PopCount(closed);
            carried = (uint)((int)inString >> 31);
        }
        if (carried != 0)
        {
            // Still in a string, whose opening quote may be anywhere before.
            _at--;
            SkipString();
        }
        return depth;
    }

    /// <summary>Goes behind the closing quote; true when there was an escape.</summary>
    bool SkipString()
    {
        var isEscaped = false;
        for (_at++; _text[_at] != '"'; _at++)
            if (_text[_at] == '\\')
            {
                isEscaped = true;
                _at++;
            }
        _at++;
        return isEscaped;
    }

    /// <summary>Goes to the next byte that is no white space; 0 at the end.</summary>
    int Next()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            _at++;
        return _at < _text.Length ? _text[_at] : 0;
    }

    static byte[] Unescaped(ReadOnlySpan<byte> raw)
    {
        var reader = new Utf8JsonReader([(byte)'"', .. raw, (byte)'"']);
        reader.Read();
        return Encoding.UTF8.GetBytes(reader.GetString()!); // A string, by the quotes around it.
    }
}
