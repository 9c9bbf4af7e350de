using System.Globalization;
using System.Text;

namespace Dukou.Server.Tests.Api;

/// <summary>
/// Requests that a vendor's SDK really sent, plain and derived, with the signatures that it computed. Their project id is not one of
/// this platform, so a signature that verifies leads to 403 and one that doesn't to 401.
/// </summary>
public sealed class RecordedRequestTests
{
    static readonly DateTimeOffset RecordedAt = new(2026, 11, 23, 4, 25, 11, TimeSpan.Zero);

    static readonly string[] Requests = Read();

    public static TheoryData<int> All => [.. Enumerable.Range(0, Requests.Length)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_recorded_request_verifies_byte_for_byte(int index)
    {
        await using var platform = await StartAsync();
        var (status, _, body) = await RawHttp.SendAsync(platform.Platform.Http, Bytes(Requests[index]));
        if (Requests[index].Contains(" /v3/projects", StringComparison.Ordinal))
            Assert.Equal(200, status);
        else
            Assert.True(status == 403 && body.Contains("IOTDA.000021", StringComparison.Ordinal), body);
        var trace = Assert.Single(platform.TakeTraces());
        Assert.Contains("access key TESTACCESSKEY", trace.Because.Sentence(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_same_request_with_one_byte_changed_does_not(int index)
    {
        await using var platform = await StartAsync();
        var request = Requests[index];
        var changed = request.Contains("\n\n{", StringComparison.Ordinal)
            ? request.TrimEnd('\n')[..^1] + " "
            : request.Replace("content-type;host", "content-type", StringComparison.Ordinal);
        Assert.NotEqual(request, changed);
        var (status, _, body) = await RawHttp.SendAsync(platform.Platform.Http, Bytes(changed));
        Assert.Equal(401, status);
        Assert.Contains("canonical request", body, StringComparison.Ordinal);
        Assert.Equal("auth.signature_mismatch", Assert.Single(platform.TakeTraces()).Because.Code);
    }

    static Task<TestPlatform> StartAsync() =>
        TestPlatform.StartAsync(options => options with { AccessKey = "TESTACCESSKEY", SecretKey = "test-secret-key" }, RecordedAt);

    static byte[] Bytes(string request)
    {
        var end = request.IndexOf("\n\n", StringComparison.Ordinal);
        var body = Encoding.UTF8.GetBytes(request[(end + 2)..].TrimEnd('\n'));
        var head = request[..end].Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n\r\n";
        var announced = request.Split('\n').FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal));
        Assert.Equal(announced is null ? 0 : int.Parse(announced.AsSpan(16), CultureInfo.InvariantCulture), body.Length);
        return [.. Encoding.UTF8.GetBytes(head), .. body];
    }

    static string[] Read()
    {
        using var reader = new StreamReader(typeof(RecordedRequestTests).Assembly.GetManifestResourceStream("recorded-requests.http")!);
        return reader.ReadToEnd().TrimEnd('\n').Split("\n###\n");
    }
}
