using System.Buffers;
using System.Text.Json;

namespace Dukou.Protocol.Iotda;

/// <summary>Judges property reports (D:3010) against the product model: the platform's hottest path. What does not fit is dropped, value by
/// value, and the rest is kept (U:iot_01_0045_2; granularity as section 3.6 of the sheet advises). Pure; any thread.
/// <para>Taken leniently: members in any order, unknown members, several entries of one service, <c>eventTime</c> for <c>event_time</c> (the C#
/// SDK), explicit nulls as absent, an event time of any shape, 0 and 1 for a boolean, properties without R or E in their method. Required
/// properties may be missing, for reports are partial. Services whose id starts with <c>$</c> belong to the platform and are exempt.</para></summary>
public static class PropertyReport
{
    /// <summary>Misfits listed per report; the others are only counted, so that a hostile report costs no more than a large one.</summary>
    public const int DropsMax = 32;

    /// <summary>Judges one payload. When everything fits, one pass and no allocation.</summary>
    /// <param name="payload">The JSON text; for a gateway's batch one element of <c>devices</c>.</param>
    /// <param name="model">The model of the device's product.</param>
    /// <param name="kept">Gets <c>{"services":[…]}</c> with what fits, only when the verdict is <see cref="ReportVerdict.PartlyFits"/>.</param>
    /// <param name="drops">Gets at most <see cref="DropsMax"/> misfits; null when nobody asks.</param>
    public static ReportResult Validate(ReadOnlySpan<byte> payload, ProductModel model, IBufferWriter<byte> kept, List<Misfit>? drops = null)
    {
        if (!JsonText.IsSound(payload, out var mistake))
            return Malformed(mistake);
        if (PlainReport.Fits(payload, model, out var count))
            return new(ReportVerdict.Fits, count, 0, default);

        var listed = drops?.Count ?? 0;
        var pass = new ReportPass(payload, model, drops);
        try
        {
            pass.Run();
        }
        catch (JsonException exception)
        {
            pass.Mistake = JsonText.Explain(payload, exception);
        }

        if (pass.Mistake.Sentence is not null)
        {
            drops?.RemoveRange(listed, drops.Count - listed);
            return Malformed(pass.Mistake);
        }

        if (pass.Dropped == 0)
            return new(ReportVerdict.Fits, pass.Kept, 0, default);
        if (pass.Kept == 0)
            return new(ReportVerdict.NothingFits, 0, pass.Dropped, default);
        new ReportPass(payload, model, kept).Run();
        return new(ReportVerdict.PartlyFits, pass.Kept, pass.Dropped, default);
    }

    static ReportResult Malformed(PayloadMistake mistake) => new(ReportVerdict.Malformed, 0, 0, mistake);
}
