using System.Security.Cryptography;
using System.Text;

namespace Dukou.Server.Tests.Api;

/// <summary>
/// Requests of the vendor's .NET and Python SDKs, which sign their user agent. The recording hides a part of it, so the signature is
/// computed here again, by code of this test's own, over all that is peculiar to them: a Host without its port, a bare plus in a query,
/// a media type with a charset, and an upload whose content is not signed.
/// </summary>
public sealed class RecordedShapeTests
{
    const string Secret = "test-secret-key";
    const string Key = "TESTACCESSKEY";

    static readonly string[] Requests = Read();

    public static TheoryData<int> All => [.. Enumerable.Range(0, Requests.Length)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_request_of_this_shape_verifies(int index)
    {
        var request = new Recorded(Requests[index]);
        await using var platform = await TestPlatform.StartAsync(options => options with { AccessKey = Key, SecretKey = Secret }, request.At);
        var (status, _, body) = await RawHttp.SendAsync(platform.Platform.Http, request.Signed());
        if (request.Path == "/v3/projects")
            Assert.Equal(200, status);
        else
            Assert.True(status == 403 && body.Contains("IOTDA.000021", StringComparison.Ordinal), body);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task With_another_user_agent_it_does_not(int index)
    {
        var request = new Recorded(Requests[index]);
        await using var platform = await TestPlatform.StartAsync(options => options with { AccessKey = Key, SecretKey = Secret }, request.At);
        var changed = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(request.Signed()).Replace("User-Agent: ", "User-Agent: x", StringComparison.Ordinal));
        Assert.Equal(401, (await RawHttp.SendAsync(platform.Platform.Http, changed)).Status);
    }

    static string[] Read()
    {
        using var reader = new StreamReader(typeof(RecordedShapeTests).Assembly.GetManifestResourceStream("recorded-shapes.http")!);
        return reader.ReadToEnd().TrimEnd('\n').Split("\n###\n");
    }

    sealed class Recorded
    {
        readonly string _head;
        readonly byte[] _body;
        readonly Dictionary<string, string> _headers;

        public Recorded(string text)
        {
            var end = text.IndexOf("\n\n", StringComparison.Ordinal);
            _head = text[..end].Replace("{uuid}", "5bcaddda-75bf-4623-8c8d-26175c41fcca", StringComparison.Ordinal);
            _headers = _head.Split('\n').Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1]);
            var body = text[(end + 2)..].TrimEnd('\n');
            // Multipart content has lines that end as HTTP's do, the last one too.
            _body = Encoding.UTF8.GetBytes(_headers.GetValueOrDefault("content-type")?.StartsWith("multipart", StringComparison.Ordinal) == true ? body.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n" : body);
            Assert.Equal(_headers.GetValueOrDefault("content-length") ?? "0", $"{_body.Length}");
        }

        public DateTimeOffset At => DateTimeOffset.ParseExact(_headers["x-sdk-date"], "yyyyMMdd'T'HHmmss'Z'", null, System.Globalization.DateTimeStyles.AssumeUniversal);

        public string Path => Target.Split('?')[0];

        string Target => _head.Split(' ')[1];

        public byte[] Signed()
        {
            var authorization = _headers["authorization"];
            var names = authorization.Split("SignedHeaders=")[1].Split(',')[0];
            var canonical = $"{_head.Split(' ')[0]}\n{Path}/\n{Query()}\n{string.Concat(names.Split(';').Select(name => $"{name}:{_headers[name]}\n"))}\n{names}\n{_headers.GetValueOrDefault("x-sdk-content-sha256") ?? Hash(_body)}";
            var date = _headers["x-sdk-date"];
            var signature = authorization.StartsWith("V11", StringComparison.Ordinal)
                ? Derived(date, $"{date[..8]}/cn-north-4/iotdm", Hash(Encoding.UTF8.GetBytes(canonical)))
                : Hmac(Encoding.UTF8.GetBytes(Secret), $"SDK-HMAC-SHA256\n{date}\n{Hash(Encoding.UTF8.GetBytes(canonical))}");
            return [.. Encoding.UTF8.GetBytes(_head.Replace("{signature}", signature, StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n\r\n"), .. _body];
        }

        // Sorted by name; a bare plus means a space.
        string Query() => Target.Split('?') is [_, var query] ? string.Join('&', query.Split('&').Order(StringComparer.Ordinal)).Replace("+", "%20", StringComparison.Ordinal) : "";

        static string Derived(string date, string scope, string canonical)
        {
            var extract = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(Secret));
            var key = Convert.ToHexStringLower(HMACSHA256.HashData(extract, Encoding.UTF8.GetBytes(scope + "\u0001")));
            return Hmac(Encoding.UTF8.GetBytes(key), $"V11-HMAC-SHA256\n{date}\n{scope}\n{canonical}");
        }

        static string Hmac(byte[] key, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));

        static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}
