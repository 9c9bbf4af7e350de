using System.Text;
using Dukou.Server.Storage;

namespace Dukou.Server.Traces;

/// <summary>A <see cref="TraceFilter"/> as it applies to stored records, without allocating for those that don't pass.</summary>
sealed class UplinkFilter(TraceFilter filter)
{
    readonly bool _any = filter.WantsStoredUplinks;
    readonly byte[]? _deviceId = filter.DeviceId is null ? null : Encoding.UTF8.GetBytes(filter.DeviceId);
    readonly byte[]? _requestId = filter.RequestId is null ? null : Encoding.UTF8.GetBytes(filter.RequestId);
    readonly byte[]? _topic = filter.Topic is null ? null : Encoding.UTF8.GetBytes(filter.Topic);
    readonly long _from = filter.From?.ToUnixTimeMilliseconds() ?? long.MinValue;
    readonly long _to = filter.To?.ToUnixTimeMilliseconds() ?? long.MaxValue;

    public bool Matches(in StoredRecord record) =>
        _any && !record.Kind.IsBookkeeping() && (_deviceId is null || record.DeviceId.SequenceEqual(_deviceId)) && (_requestId is null || record.RequestId.SequenceEqual(_requestId))
        && (_topic is null || record.Topic.IndexOf(_topic) >= 0) && record.ReceivedAt >= _from && record.ReceivedAt <= _to;
}
