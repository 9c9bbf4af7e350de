using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Api;

/// <summary>
/// IoTDA's paging: newest first by hidden row id; a page holds rows with id &lt; marker after skipping offset.
/// Bind with <c>[AsParameters] Paging paging</c> and call <see cref="Checked"/> first.
/// </summary>
sealed record Paging([property: FromQuery(Name = "limit")] string? Limit, [property: FromQuery(Name = "marker")] string? Marker, [property: FromQuery(Name = "offset")] string? Offset)
{
    const string NewestMarker = "ffffffffffffffffffffffff";

    /// <exception cref="IotdaException">limit outside 1-50, marker not 24 hex digits, or offset outside 0-500.</exception>
    public PageRequest Checked()
    {
        var limit = Number(Limit, 10);
        if (limit is < 1 or > 50)
            throw Errors.LimitOutOfRange($"limit: must be a number from 1 to 50, is '{Limit}'.");
        var marker = (Marker ?? NewestMarker).ToLowerInvariant();
        if (marker.Length != 24 || !marker.All(char.IsAsciiHexDigit))
            throw Errors.MarkerOutOfRange($"marker: must be the 24 hexadecimal digits of an earlier page, is '{Marker}'.");
        var offset = Number(Offset, 0);
        if (offset is < 0 or > 500)
            throw Errors.InvalidRequest($"offset: must be a number from 0 to 500, is '{Offset}'.");
        return new(limit, marker, offset);
    }

    static int Number(string? text, int absent) =>
        text is null ? absent : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : -1;
}

/// <summary>A checked <see cref="Paging"/>. In SQL: <c>where row_id &lt; @marker … order by row_id desc limit @limit offset @offset</c>.</summary>
readonly record struct PageRequest(int Limit, string Marker, int Offset);

/// <summary>What a list answers beside its rows: all matches of the filter, and the row id of the last row returned.</summary>
sealed record Page(long Count, string? Marker);
