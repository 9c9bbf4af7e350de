using System.Buffers;
using System.Text.Json;

namespace Dukou.Protocol.Iotda;

ref partial struct ReportPass
{
    void Keep(EntryHead entry, Slice name, Slice value)
    {
        Kept++;
        if (_output is null)
            return;
        if (!_entryOpen)
        {
            Write(_anyEntry ? ",{\"service_id\":"u8 : "{\"service_id\":"u8);
            Write(Of(entry.Id));
            Write(",\"properties\":{"u8);
        }
        else
            Write(","u8);
        _entryOpen = _anyEntry = true;
        Write(Of(name));
        Write(":"u8);
        Write(Of(value));
    }

    void Close(EntryHead entry)
    {
        if (!_entryOpen)
            return;
        _entryOpen = false;
        Write("}"u8);
        if (entry.Time.Length > 0)
        {
            Write(",\"event_time\":"u8);
            Write(Of(entry.Time));
        }

        Write("}"u8);
    }

    void DropService(EntryHead entry)
    {
        if (!MayList())
            return;
        var service = TextOf(entry.Id);
        var known = _model.Services.Select(static item => item.ServiceId);
        _drops!.Add(new(MisfitCode.UnknownService, Misfit.Bound(service), null, "a service of the model", "", NearestName.Of(service, known)));
    }

    void DropValue(EntryHead entry, Slice name, Slice value, ServiceProperty? property, MisfitCode code)
    {
        if (!MayList())
            return;
        var text = TextOf(name);
        _drops!.Add(new(
            code,
            Misfit.Bound(TextOf(entry.Id)),
            Misfit.Bound(text),
            property?.Rule.Expectation(code) ?? "a property of the service",
            Misfit.Describe(Of(value)),
            property is null ? NearestName.Of(text, entry.Service!.Properties.Select(static item => item.PropertyName)) : null));
    }

    bool MayList()
    {
        Dropped++;
        return _drops is not null && _drops.Count - _listed < PropertyReport.DropsMax;
    }

    readonly ReadOnlySpan<byte> Of(Slice slice) => _payload.Slice(slice.Start, slice.Length);

    readonly string TextOf(Slice quoted)
    {
        var reader = new Utf8JsonReader(Of(quoted));
        reader.Read();
        return reader.GetString()!;
    }

    readonly void Write(ReadOnlySpan<byte> bytes) => _output?.Write(bytes);
}
