using Dukou.Protocol.Iotda;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Protocol.Mqtt;
using Dukou.Server.DeviceProperties;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.SubDevices;

/// <summary>
/// A gateway reports properties of its children (D:3006): each child's part becomes a report of the child, judged as if the child had
/// sent it. What one child's part lacks costs that child only; a publish of which nothing can be stored is refused.
/// </summary>
sealed class GatewayReportHandler(PropertiesReportHandler reports, IChildDevices children, LimitOptions limits) : IUplinkHandler
{
    // Children that are left out and named in one trace; the others are counted.
    const int NamedMax = 10;

    public DeviceTopicKind Kind => DeviceTopicKind.GatewayPropertiesReport;

    public RecordKind Record => RecordKind.PropertyReport;

    public int BytesMax => limits.MessageBytesMax;

    public bool HasEffect => true;

    public UplinkVerdict Judge(DeviceLink link, in UplinkPublish publish)
    {
        if (!GatewayReport.TryRead(publish.Payload, out var report, out var mistake))
            return Refuse(UplinkReasons.MalformedPayload.With(("problem", $"{mistake.Sentence} (byte {mistake.Offset})")));
        var parts = new List<UplinkPart>(report.Devices.Count);
        var problems = new List<string>();
        foreach (var child in report.Devices)
        {
            if (Judge(link, child, publish, out var problem) is { } part)
                parts.Add(part);
            else
                problems.Add($"{Shown.Text(child.DeviceId)}: {problem}");
        }
        if (parts.Count == 0)
            return Refuse(SubDeviceReasons.NothingStored.With(("problems", Sentence(problems))));
        return UplinkVerdict.Store(parts, problems.Count == 0 ? null : SubDeviceReasons.PartlyStored.With(
            ("stored", $"{parts.Count}"), ("count", $"{report.Devices.Count}"), ("problems", Sentence(problems))));
    }

    public async ValueTask StoredAsync(DeviceLink link, StoredUplink stored, CancellationToken cancellationToken)
    {
        foreach (var part in stored.Parts)
            await reports.StoredAsync(part.Speaker, stored, cancellationToken);
    }

    UplinkPart? Judge(DeviceLink link, ChildReport child, in UplinkPublish publish, out string? problem)
    {
        problem = null;
        if (children.Find(link.ConnectedId, child.DeviceId) is not { } identity)
            problem = $"It is not registered below the gateway {link.ConnectedId}.";
        else if (child.Json.Length > limits.ReportBytesMax)
            problem = UplinkReasons.PayloadTooLarge.With(("bytes", $"{child.Json.Length}"), ("max", $"{limits.ReportBytesMax}")).Sentence();
        else
        {
            var speaker = link.For(identity);
            var report = publish with { Payload = child.Json.Span };
            var verdict = reports.Judge(speaker, report);
            if (verdict.Refusal is null)
                return new(speaker, verdict.Payload.ToArray(), verdict.Drops.ToArray());
            problem = verdict.Refusal.Sentence();
        }
        return null;
    }

    static UplinkVerdict Refuse(Because because) => UplinkVerdict.Refuse(ReasonCode.PayloadFormatInvalid, because);

    static string Sentence(List<string> problems) =>
        string.Join(" ", problems.Take(NamedMax)) + (problems.Count > NamedMax ? $" And {problems.Count - NamedMax} more." : "");
}
