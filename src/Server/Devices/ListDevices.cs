using System.Globalization;
using Dukou.Server.Api;
using Dukou.Server.Spaces;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Devices;

/// <summary>Lists devices without secrets, newest first.</summary>
[Operation("GET", "devices")]
static class ListDevices
{
    public static Response Handle([AsParameters] Paging paging, [AsParameters] Query query, DeviceStore devices, SpaceStore spaces)
    {
        var check = new Check()
            .Text(query.AppId, "app_id", 36, Patterns.Id)
            .Text(query.ProductId, "product_id", 36, Patterns.Id)
            .Text(query.GatewayId, "gateway_id", 128, Patterns.Id)
            .Text(query.NodeId, "node_id", 64, Patterns.NodeId)
            .Text(query.DeviceName, "device_name", 256);
        var cascade = check.Flag(query.IsCascadeQuery, "is_cascade_query");
        check.Done();
        if (query.AppId is not null)
            spaces.Get(query.AppId);

        var (from, to) = (Instant(query.StartTime, "start_time"), Instant(query.EndTime, "end_time"));
        if (from >= to)
            throw new IotdaException(new(400, "IOTDA.000010", $"start_time {query.StartTime} must be before end_time {query.EndTime}."));
        var (found, page) = devices.List(new DeviceFilter
        {
            AppId = query.AppId,
            ProductId = query.ProductId,
            GatewayId = query.GatewayId,
            Cascade = cascade ?? false,
            NodeId = query.NodeId,
            DeviceName = query.DeviceName,
            From = from,
            // The stamp has no fraction: the second that it names is meant as a whole.
            To = to?.AddMilliseconds(999),
        }, paging.Checked());
        return new(found, page);
    }

    static DateTimeOffset? Instant(string? text, string name)
    {
        if (text is null)
            return null;
        return DateTimeOffset.TryParseExact(text, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : throw new IotdaException(new(400, "IOTDA.000009", $"{name}: '{text}' is not a time in the form yyyyMMdd'T'HHmmss'Z', such as 20260102T030405Z."));
    }

    public sealed record Query(
        [property: FromQuery(Name = "app_id")] string? AppId,
        [property: FromQuery(Name = "product_id")] string? ProductId,
        [property: FromQuery(Name = "gateway_id")] string? GatewayId,
        [property: FromQuery(Name = "is_cascade_query")] string? IsCascadeQuery,
        [property: FromQuery(Name = "node_id")] string? NodeId,
        [property: FromQuery(Name = "device_name")] string? DeviceName,
        [property: FromQuery(Name = "start_time")] string? StartTime,
        [property: FromQuery(Name = "end_time")] string? EndTime);

    public sealed record Response(IReadOnlyList<DeviceResponse> Devices, Page Page);
}
