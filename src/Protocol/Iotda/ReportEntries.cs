namespace Dukou.Protocol.Iotda;

/// <summary>Walks through the entries of a report that <see cref="PropertyReport"/> accepted: the payload itself or what was kept of it. Allocates
/// nothing unless a name or a service id is escaped.</summary>
/// <example><code>var entries = new ReportEntries(report); while (entries.MoveNext()) Project(entries.ServiceId, entries.Properties);</code></example>
public ref struct ReportEntries
{
    // From an entry on; what stands behind the array is never reached.
    ReadOnlySpan<byte> _rest;

    /// <summary>Starts before the first entry.</summary>
    public ReportEntries(ReadOnlySpan<byte> report)
    {
        for (var members = new JsonMembers(report); members.MoveToValue(); members.PassValue())
            if (members.Name.SequenceEqual("services"u8))
            {
                _rest = members.FromValue[1..];
                break;
            }
    }

    /// <summary>The service id in UTF-8.</summary>
    public ReadOnlySpan<byte> ServiceId { get; private set; }

    /// <summary>The device's time; null when absent or malformed, then the time of receipt counts (D:3010).</summary>
    public DateTimeOffset? EventTime { get; private set; }

    /// <summary>The properties as a JSON object; explicit nulls in it count as absent. Empty when the entry had none.</summary>
    public ReadOnlySpan<byte> Properties { get; private set; }

    /// <summary>Goes to the next entry; false behind the last.</summary>
    public bool MoveNext()
    {
        // Entries are objects, and nothing else has a brace before they begin.
        var start = _rest.IndexOf((byte)'{');
        if (start < 0 || _rest[..start].Contains((byte)']'))
            return false;
        ServiceId = Properties = default;
        EventTime = null;
        var members = new JsonMembers(_rest[start..]);
        while (members.MoveNext())
        {
            var name = members.Name;
            if (name.SequenceEqual("properties"u8))
                Properties = members.Value[0] == '{' ? members.Value : Properties;
            else if (members.Value[0] != '"')
                continue;
            else if (name.SequenceEqual("service_id"u8))
                ServiceId = members.Text;
            else if (name.SequenceEqual("event_time"u8) || name.SequenceEqual("eventTime"u8))
                EventTime = Iotda.EventTime.Read(members.Value[1..^1]);
        }
        _rest = members.Rest;
        return true;
    }
}
