using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dukou.WebConsole.Shell;

/// <summary>
/// Styles, scripts and pictures, out of the assembly. An address carries the hash of its content and may be kept by the browser for a
/// year; what the browser takes compressed is compressed once.
/// </summary>
public static class EmbeddedAssets
{
    const string Prefix = "assets/";

    static readonly ConcurrentDictionary<string, Asset?> Loaded = new();

    static readonly Dictionary<string, string> Types = new()
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    /// <summary>The address of an asset by its name, such as <c>console.css</c>.</summary>
    public static string Url(string name) =>
        Find(name) is { } asset ? $"{Prefix}{name}?v={asset.Hash}" : throw new ArgumentException($"There is no asset {name}.", nameof(name));

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/assets/{**name}", Handle).ExcludeFromDescription();

    static IResult Handle(string name, HttpContext context)
    {
        if (Find(name) is not { } asset)
            return Results.NotFound();
        var headers = context.Response.Headers;
        // Without the right hash the address is the page's of another release.
        headers.CacheControl = context.Request.Query["v"] == asset.Hash ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = "Accept-Encoding";
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
            return Results.Bytes(asset.Bytes, asset.Type);
        headers.ContentEncoding = "gzip";
        return Results.Bytes(asset.Compressed, asset.Type);
    }

    // Names that don't exist are not kept: strangers could fill the memory with them.
    static Asset? Find(string name) => Loaded.TryGetValue(name, out var known) ? known
        : Read(name) is { } asset ? Loaded.GetOrAdd(name, asset)
        : null;

    static Asset? Read(string name)
    {
        using var stream = typeof(EmbeddedAssets).Assembly.GetManifestResourceStream(Prefix + name);
        if (stream is null || !Types.TryGetValue(Path.GetExtension(name), out var type))
            return null;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(bytes);
        return new(bytes, compressed.ToArray(), type, Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
    }

    sealed record Asset(byte[] Bytes, byte[] Compressed, string Type, string Hash);
}
