using System.Text;

namespace Dukou.Protocol.Mqtt;

/// <summary>
/// Walks a raw property list, one property per <see cref="Next"/>, and refuses what <see cref="PropertyTable"/> does not allow
/// in its place. No allocation; valid as long as the buffer is.
/// </summary>
public ref struct PropertyReader
{
    readonly PropertyPlaces _place;
    FieldReader _fields;
    // One bit per identifier; the largest is 0x2A.
    ulong _seen;

    internal PropertyReader(ReadOnlySpan<byte> properties, PropertyPlaces place)
    {
        _place = place;
        _fields = new FieldReader(properties);
    }

    /// <summary>The property that <see cref="Next"/> found.</summary>
    public PropertyId Id { get; private set; }

    /// <summary>The value of a numeric property.</summary>
    public uint Number { get; private set; }

    /// <summary>The value of a text or binary property; the name of a user property.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The value of a user property.</summary>
    public ReadOnlySpan<byte> PairValue { get; private set; }

    internal readonly bool Flag => Number == 1;

    internal readonly string Text => Encoding.UTF8.GetString(Bytes);

    internal readonly UserProperty Pair => new(Text, Encoding.UTF8.GetString(PairValue));

    /// <summary>Moves to the next property; false after the last.</summary>
    /// <exception cref="MalformedPacketException">The list is malformed or holds what its packet may not.</exception>
    public bool Next()
    {
        if (_fields.IsEmpty)
            return false;

        // The identifier is a variable byte integer whose defined values all take one byte.
        var id = _fields.Byte("property identifier");
        ref readonly var rule = ref PropertyTable.Find(id);
        if (rule.Kind == PropertyKind.Unknown)
            Refuse.Malformed($"Property identifier 0x{id:X2} does not exist (MQTT 5.0, 2.2.2.2).");
        if ((rule.Places & _place) == 0)
            Refuse.Malformed($"Property {rule.Name} does not belong into {_place} (MQTT 5.0, 2.2.2.2).");
        var bit = 1UL << id;
        if ((_seen & bit) != 0 && (rule.RepeatableIn & _place) == 0)
            Refuse.Protocol($"Property {rule.Name} occurs twice (MQTT 5.0, 2.2.2.2).");

        _seen |= bit;
        Id = (PropertyId)id;
        ReadValue(rule);
        return true;
    }

    /// <summary>Reads to the end for its refusals.</summary>
    internal static void Validate(ReadOnlySpan<byte> properties, PropertyPlaces place)
    {
        var reader = new PropertyReader(properties, place);
        while (reader.Next())
        {
        }
    }

    void ReadValue(in PropertyRule rule)
    {
        switch (rule.Kind)
        {
            case PropertyKind.Flag:
                Number = _fields.Byte(rule.Name);
                if (Number > 1)
                    Refuse.Protocol($"Property {rule.Name} is {Number}; it can be 0 or 1 (MQTT 5.0, 2.2.2.2).");
                break;
            case PropertyKind.UInt16 or PropertyKind.UInt16Positive:
                Number = _fields.UInt16(rule.Name);
                break;
            case PropertyKind.UInt32 or PropertyKind.UInt32Positive:
                Number = _fields.UInt32(rule.Name);
                break;
            case PropertyKind.VariablePositive:
                Number = (uint)_fields.Variable(rule.Name);
                break;
            case PropertyKind.Text:
                Bytes = _fields.Text(rule.Name);
                break;
            case PropertyKind.TopicName:
                Bytes = _fields.Text(rule.Name);
                if (!TopicName.HasNameForm(Bytes))
                    Refuse.Protocol($"Property {rule.Name} is empty or contains a wildcard [MQTT-3.3.2-14].");
                break;
            case PropertyKind.Binary:
                Bytes = _fields.Binary(rule.Name);
                break;
            default:
                Bytes = _fields.Text("name of a user property");
                PairValue = _fields.Text("value of a user property");
                break;
        }

        if (Number == 0 && rule.Kind is (PropertyKind.UInt16Positive or PropertyKind.UInt32Positive or PropertyKind.VariablePositive))
            RefuseZero(rule);
    }

    readonly void RefuseZero(in PropertyRule rule)
    {
        if (Id == PropertyId.TopicAlias)
            Refuse.With(ReasonCode.TopicAliasInvalid, "The topic alias is 0 [MQTT-3.3.2-8].");
        Refuse.Protocol($"Property {rule.Name} is 0 (MQTT 5.0, 2.2.2.2).");
    }
}
