namespace Dukou.Protocol.Iotda;

/// <summary>
/// The quick way through a property report as nearly every firmware prints it: the usual members in the usual order, no escapes, plain
/// numbers, and everything fits. It accepts only what the general way would accept as a whole; whenever in doubt it gives up and the
/// general way decides. Allocates nothing.
/// </summary>
ref struct PlainReport
{
    readonly ReadOnlySpan<byte> _text;
    int _at;
    int _kept;

    PlainReport(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>True when everything in the report fits the model; false says nothing about it.</summary>
    /// <param name="payload">UTF-8, checked before.</param>
    /// <param name="model">The model of the device's product.</param>
    /// <param name="kept">How many values there are.</param>
    public static bool Fits(ReadOnlySpan<byte> payload, ProductModel model, out int kept)
    {
        var report = new PlainReport(payload);
        var fits = report.Walk(model);
        kept = report._kept;
        return fits;
    }

    // {"services":[entry,…]}
    bool Walk(ProductModel model)
    {
        if (!Take('{') || !TakeName("services"u8) || !Take('['))
            return false;
        do
        {
            if (!Entry(model))
                return false;
        }
        while (Take(','));
        return Take(']') && Take('}') && AtEnd();
    }

    // {"service_id":"…","properties":{…}[,"event_time":"…"]}
    bool Entry(ProductModel model)
    {
        if (!Take('{') || !TakeName("service_id"u8) || !TakeText(out var id) || model.FindService(id) is not { } service
            || !Take(',') || !TakeName("properties"u8) || !Properties(service))
            return false;
        if (Take(',') && !(TakeName("event_time"u8) && TakeText(out _)))
            return false;
        return Take('}');
    }

    bool Properties(ServiceCapability service)
    {
        if (!Take('{'))
            return false;
        var expected = 0;
        do
        {
            if (Property(service, ref expected) is not { } property || !Take(':') || !Value(property.Rule))
                return false;
            _kept++;
        }
        while (Take(','));
        return Take('}');
    }

    // Devices report in the model's order more often than not; the name that is expected is compared, not searched.
    ServiceProperty? Property(ServiceCapability service, ref int expected)
    {
        if (expected < service.NamesInOrder.Length && Peek() == '"' && _text[_at..].StartsWith(service.NamesInOrder[expected]))
        {
            _at += service.NamesInOrder[expected].Length;
            return service.InOrder[expected++];
        }
        if (!TakeText(out var name) || service.FindProperty(name, out var place) is not { } property)
            return null;
        expected = place + 1;
        return property;
    }

    bool Value(ValueRule rule) => rule.Kind switch
    {
        PlainKind.Number => TakeNumber(out var value, out var isWhole) && rule.FitsNumber(value, isWhole),
        PlainKind.Text => TakeText(out var text) && rule.FitsText(text),
        PlainKind.Boolean => Peek() == 't' ? TakeWord("true"u8) : TakeWord("false"u8),
        _ => false,
    };

    // -?(0|[1-9][0-9]*)(\.[0-9]+)? with at most 15 digits: such a number is one double, and in the same order as doubles.
    bool TakeNumber(out double value, out bool isWhole)
    {
        var isNegative = Peek() == '-';
        if (isNegative)
            _at++;
        var start = _at;
        var mantissa = Digits();
        var digits = _at - start;
        var isPadded = digits > 1 && _text[start] == '0';
        var scale = 0;
        isWhole = Current != '.';
        if (!isWhole)
        {
            _at++;
            var fraction = _at;
            for (; Current is >= '0' and <= '9'; _at++)
                mantissa = (mantissa * 10) + (Current - '0');
            scale = _at - fraction;
        }
        value = mantissa / PowersOfTen[Math.Min(scale, PowersOfTen.Length - 1)];
        if (isNegative)
            value = -value;
        return digits > 0 && !isPadded && (isWhole || scale > 0) && digits + scale <= ValueRule.PlainDigitsMax && Current is not ('e' or 'E');
    }

    // More digits than are taken may overflow; they are refused by their count.
    long Digits()
    {
        var value = 0L;
        for (; Current is >= '0' and <= '9'; _at++)
            value = (value * 10) + (Current - '0');
        return value;
    }

    /// <summary>A string without escapes; the bytes between its quotes.</summary>
    bool TakeText(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!Take('"'))
            return false;
        var rest = _text[_at..];
        for (var i = 0; i < rest.Length; i++)
        {
            var one = rest[i];
            if (one == '"')
            {
                text = rest[..i];
                _at += i + 1;
                return true;
            }
            if (one is < 0x20 or (byte)'\\')
                return false;
        }
        return false;
    }

    bool TakeName(ReadOnlySpan<byte> name) => TakeText(out var text) && text.SequenceEqual(name) && Take(':');

    bool TakeWord(ReadOnlySpan<byte> word)
    {
        if (Peek() == '\0' || !_text[_at..].StartsWith(word))
            return false;
        _at += word.Length;
        return true;
    }

    bool Take(char token)
    {
        if (Peek() != token)
            return false;
        _at++;
        return true;
    }

    bool AtEnd()
    {
        Peek();
        return _at == _text.Length;
    }

    /// <summary>The next byte that is no white space; 0 at the end.</summary>
    int Peek()
    {
        while (Current is ' ' or '\n' or '\r' or '\t')
            _at++;
        return Current;
    }

    readonly int Current => (uint)_at < (uint)_text.Length ? _text[_at] : 0;

    static ReadOnlySpan<double> PowersOfTen => [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
}
