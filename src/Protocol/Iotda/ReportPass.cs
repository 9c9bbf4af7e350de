using System.Buffers;
using System.Text.Json;

namespace Dukou.Protocol.Iotda;

/// <summary>One walk through a property report: the first judges and counts, the second, made only when something is dropped, copies what fits.
/// Values are copied as they stand in the payload, byte for byte.</summary>
ref partial struct ReportPass
{
    readonly ReadOnlySpan<byte> _payload;
    readonly ProductModel _model;
    readonly List<Misfit>? _drops;
    readonly IBufferWriter<byte>? _output;
    readonly int _listed;
    bool _entryOpen;
    bool _anyEntry;

    public ReportPass(ReadOnlySpan<byte> payload, ProductModel model, List<Misfit>? drops)
    {
        _payload = payload;
        _model = model;
        _drops = drops;
        _listed = drops?.Count ?? 0;
    }

    public ReportPass(ReadOnlySpan<byte> payload, ProductModel model, IBufferWriter<byte> output)
    {
        _payload = payload;
        _model = model;
        _output = output;
    }

    public int Kept { get; private set; }

    public int Dropped { get; private set; }

    public PayloadMistake Mistake { get; set; }

    /// <summary>Walks the whole payload, or up to the first mistake of shape.</summary>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public void Run()
    {
        var reader = new Utf8JsonReader(_payload);
        reader.Read();
        var hasServices = false;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Wrong(ref reader, "a property report is an object with `services`");
            reader.Skip();
        }
        else
        {
            Write("{\"services\":["u8);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isServices = reader.ValueTextEquals("services"u8);
                if (isServices && hasServices)
                    Wrong(ref reader, "`services` is there twice");
                hasServices |= isServices;
                reader.Read();
                if (isServices)
                    Services(ref reader);
                else
                    reader.Skip();
            }

            Write("]}"u8);
        }

        reader.Read(); // Throws when something follows.
        if (!hasServices)
            Note(0, "a property report has a member `services`");
    }

    void Services(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Wrong(ref reader, "`services` is not an array");
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                Entry(ref reader);
                continue;
            }

            Wrong(ref reader, "an entry of `services` is not an object");
            reader.Skip();
        }
    }

    // {"service_id":…,"properties":{…},"event_time":…} with its members in any order: scripts print dictionaries as they come. The usual order is
    // judged on the way; for another, and for the copy, which needs the time first, the reader is set back to the properties.
    void Entry(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        var entry = default(EntryHead);
        var properties = default(Utf8JsonReader);
        var isWaiting = false;
        var hasProperties = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberOf(ref reader);
            if ((member == EntryMember.ServiceId && entry.IsNamed) || (member == EntryMember.Properties && hasProperties))
                Wrong(ref reader, "this member of the entry is there twice");
            hasProperties |= member == EntryMember.Properties;
            reader.Read();
            if (member == EntryMember.ServiceId && reader.TokenType == JsonTokenType.String)
                entry = entry with { Id = Token(ref reader), Service = _model.FindService(ref reader), IsSystem = IsSystem(ref reader) };
            else if (member == EntryMember.EventTime && reader.TokenType == JsonTokenType.String)
                entry = entry with { Time = Token(ref reader) };
            else if (member == EntryMember.Properties && reader.TokenType == JsonTokenType.StartObject)
            {
                if (entry.IsNamed && _output is null)
                {
                    Properties(ref reader, entry);
                    continue;
                }

                isWaiting = true;
                properties = reader;
                reader.Skip();
            }
            else
            {
                if (member == EntryMember.ServiceId && reader.TokenType != JsonTokenType.Null)
                    Wrong(ref reader, "`service_id` is not a string");
                if (member == EntryMember.Properties && reader.TokenType != JsonTokenType.Null)
                    Wrong(ref reader, "`properties` is not an object");
                reader.Skip();
            }
        }

        if (!entry.IsNamed)
            Note(start, "an entry of `services` has no `service_id`");
        else if (entry is { Service: null, IsSystem: false })
            DropService(entry);
        if (isWaiting && entry.IsNamed)
            Properties(ref properties, entry);
        Close(entry);
    }

    // The reader stands on the opening brace and is left on the closing one.
    void Properties(ref Utf8JsonReader reader, EntryHead entry)
    {
        if (entry is { Service: null, IsSystem: false })
        {
            reader.Skip(); // dropped as a whole
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = new Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);
            var property = entry.Service?.FindProperty(ref reader);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
                continue;
            var start = (int)reader.TokenStartIndex;
            var code = MisfitCode.None;
            if (property is not null)
                code = property.Rule.Judge(ref reader);
            else
            {
                reader.Skip();
                code = entry.IsSystem ? MisfitCode.None : MisfitCode.UnknownProperty;
            }

            var value = new Slice(start, (int)reader.BytesConsumed - start);
            if (code == MisfitCode.None)
                Keep(entry, name, value);
            else
                DropValue(entry, name, value, property, code);
        }
    }

    void Wrong(ref Utf8JsonReader reader, string sentence) => Note((int)reader.TokenStartIndex, sentence);

    // The first mistake counts.
    void Note(int offset, string sentence) => Mistake = Mistake.Sentence is null ? new(offset, sentence) : Mistake;

    static Slice Token(ref Utf8JsonReader reader) => new((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));

    static bool IsSystem(ref Utf8JsonReader reader) => !reader.ValueIsEscaped && reader.ValueSpan.StartsWith("$"u8);

    static EntryMember MemberOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("properties"u8) ? EntryMember.Properties
        : reader.ValueTextEquals("service_id"u8) ? EntryMember.ServiceId
        : reader.ValueTextEquals("event_time"u8) || reader.ValueTextEquals("eventTime"u8) ? EntryMember.EventTime
        : EntryMember.Other;

    enum EntryMember : byte
    {
        Other,
        ServiceId,
        Properties,
        EventTime,
    }

    readonly record struct Slice(int Start, int Length);

    readonly record struct EntryHead(Slice Id, Slice Time, ServiceCapability? Service, bool IsSystem)
    {
        public bool IsNamed => Id.Length > 0;
    }
}
