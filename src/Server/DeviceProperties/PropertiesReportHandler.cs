using System.Buffers;
using System.Text.Json;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Pipeline;
using Dukou.Server.Products;
using Dukou.Server.Storage;

namespace Dukou.Server.DeviceProperties;

/// <summary>
/// A property report (D:3010): judged against the product model; what fits is stored, what doesn't is dropped and named. The hot path:
/// a report that fits allocates nothing. Scratch memory is per thread and valid until the thread's next report.
/// </summary>
sealed class PropertiesReportHandler(ProductStore products, IEnumerable<IReportObserver> observers, LimitOptions limits) : IUplinkHandler
{
    readonly IReportObserver[] _observers = [.. observers];

    [ThreadStatic]
    static Scratch? _scratch;

    public DeviceTopicKind Kind => DeviceTopicKind.PropertiesReport;

    public RecordKind Record => RecordKind.PropertyReport;

    public int BytesMax => limits.ReportBytesMax;

    public bool HasEffectOn(DeviceLink link)
    {
        foreach (var observer in _observers)
            if (observer.Wants(link.Identity.DeviceId))
                return true;
        return false;
    }

    public UplinkVerdict Judge(DeviceLink link, in UplinkPublish publish)
    {
        if (products.Find(link.Identity.AppId, link.Identity.ProductId) is not { } product)
            return UplinkVerdict.Refuse(ReasonCode.UnspecifiedError, PropertyReasons.ProductGone.With(("product", link.Identity.ProductId)));
        var scratch = _scratch ??= new Scratch();
        scratch.Clear();
        var result = PropertyReport.Validate(publish.Payload, product.Model, scratch.Kept, scratch.Drops);
        return result.Verdict switch
        {
            ReportVerdict.Fits => UplinkVerdict.Store(publish.Payload),
            ReportVerdict.PartlyFits => UplinkVerdict.Store(scratch.Kept.WrittenSpan, scratch.WriteDrops(result.Dropped)),
            ReportVerdict.NothingFits => UplinkVerdict.Refuse(ReasonCode.PayloadFormatInvalid, UplinkReasons.NothingFitsTheModel.With(("drops", Drops.Sentence(scratch.Drops, result.Dropped)))),
            _ => UplinkVerdict.Refuse(ReasonCode.PayloadFormatInvalid, UplinkReasons.MalformedPayload.With(("problem", $"{result.Mistake.Sentence} (byte {result.Mistake.Offset})"))),
        };
    }

    public ValueTask StoredAsync(DeviceLink link, StoredUplink stored, CancellationToken cancellationToken)
    {
        foreach (var observer in _observers)
            if (observer.Wants(link.Identity.DeviceId))
                observer.Reported(link.Identity.DeviceId);
        return ValueTask.CompletedTask;
    }

    sealed class Scratch
    {
        readonly ArrayBufferWriter<byte> _dropsJson = new();

        public ArrayBufferWriter<byte> Kept { get; } = new();
        public List<Misfit> Drops { get; } = [];

        public void Clear()
        {
            Kept.ResetWrittenCount();
            Drops.Clear();
        }

        public ReadOnlySpan<byte> WriteDrops(int count)
        {
            _dropsJson.ResetWrittenCount();
            using var writer = new Utf8JsonWriter(_dropsJson);
            DeviceProperties.Drops.Write(writer, Drops, count);
            writer.Flush();
            return _dropsJson.WrittenSpan;
        }
    }
}
