using System.Net;
using System.Security.Cryptography;
using System.Text;
using Dukou.ApplicationSdk;
using Dukou.Server.Pipeline;
using Dukou.Server.Tests.Traces;
using Microsoft.Extensions.Time.Testing;

namespace Dukou.Server.Tests.Api;

public sealed class AuthenticationTests
{
    const string EmptyBody = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    static Task<HttpResponseMessage> Get(HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    static void HasReason(TestPlatform platform, string code)
    {
        var trace = Assert.Single(platform.TakeTraces());
        Assert.Equal((TraceKind.Api, TraceOutcome.Refused, code), (trace.Kind, trace.Outcome, trace.Because.Code));
        Assert.DoesNotContain("{", trace.Because.Sentence() + trace.Because.Sentence(chinese: true), StringComparison.Ordinal);
        Assert.NotEmpty(trace.Because.Remedy());
    }

    [Fact]
    [Provokes("auth.no_credentials")]
    public async Task A_request_without_credentials_is_told_how_to_prove_itself()
    {
        await using var platform = await TestPlatform.StartAsync();
        var sentence = await Get(platform.Anonymous, platform.V1 + "access-keys").RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
        Assert.Contains("SDK-HMAC-SHA256", sentence, StringComparison.Ordinal);
        HasReason(platform, "auth.no_credentials");
    }

    [Theory]
    [InlineData("AWS4-HMAC-SHA256 Credential=x", "auth.unsupported_algorithm", "AWS4-HMAC-SHA256")]
    [InlineData("Bearer abc", "auth.unsupported_algorithm", "Bearer")]
    [InlineData("SDK-HMAC-SHA256", "auth.unreadable_authorization", "Access is missing")]
    [InlineData("SDK-HMAC-SHA256 Access=AK, Signature=00", "auth.unreadable_authorization", "SignedHeaders is missing")]
    [InlineData("V11-HMAC-SHA256 Credential=AK/20260102, SignedHeaders=host, Signature=00", "auth.unreadable_authorization", "region")]
    [InlineData("SDK-HMAC-SHA256 Access=STRANGER, SignedHeaders=host, Signature=00", "auth.unknown_access_key", "STRANGER")]
    [Provokes("auth.unknown_access_key")]
    [Provokes("auth.unreadable_authorization")]
    [Provokes("auth.unsupported_algorithm")]
    public async Task An_authorization_that_cannot_be_verified_is_refused_by_its_reason(string authorization, string reason, string names)
    {
        await using var platform = await TestPlatform.StartAsync();
        var sentence = await Get(platform.Anonymous, "/v3/projects", ("Authorization", authorization)).RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
        Assert.Contains(names, sentence, StringComparison.Ordinal);
        HasReason(platform, reason);
    }

    [Fact]
    [Provokes("auth.date_missing")]
    public async Task A_signed_request_without_a_date_is_refused()
    {
        await using var platform = await TestPlatform.StartAsync();
        var authorization = $"SDK-HMAC-SHA256 Access={platform.Account.AccessKey}, SignedHeaders=host, Signature=00";
        await Get(platform.Anonymous, "/v3/projects", ("Authorization", authorization)).RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
        HasReason(platform, "auth.date_missing");
    }

    [Theory]
    [InlineData(-15 * 60, true)]
    [InlineData(15 * 60, true)]
    [InlineData((-15 * 60) - 1, false)]
    [InlineData((15 * 60) + 1, false)]
    [Provokes("auth.clock_skew")]
    public async Task A_clock_may_differ_by_15_minutes_and_a_refusal_names_both_times(int callerIsAheadBySeconds, bool accepted)
    {
        await using var platform = await TestPlatform.StartAsync();
        var caller = new FakeTimeProvider(platform.Clock.GetUtcNow().AddSeconds(callerIsAheadBySeconds));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(platform.Platform.Http, "/v3/projects"));
        await new RequestSigner(new(platform.Account.AccessKey, platform.Account.SecretKey, platform.ProjectId), caller).SignAsync(request, TestContext.Current.CancellationToken);
        var sending = platform.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        if (accepted)
        {
            using var answer = await sending;
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return;
        }
        var sentence = await sending.RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
        Assert.Contains($"{caller.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}", sentence, StringComparison.Ordinal);
        Assert.Contains("20260102T030405Z", sentence, StringComparison.Ordinal);
        HasReason(platform, "auth.clock_skew");
    }

    [Fact]
    [Provokes("auth.signature_mismatch")]
    public async Task A_wrong_secret_leaves_the_canonical_request_in_the_trace_and_not_in_the_answer()
    {
        await using var platform = await TestPlatform.StartAsync();
        var stranger = platform.HttpAs(new AccessKeyCredentials(platform.Account.AccessKey, "another secret", platform.ProjectId));
        using var answer = await Get(stranger, "/v3/projects?name=b&name=a&x=1%2B2");
        var body = await answer.JsonAsync(HttpStatusCode.Unauthorized);
        Assert.Contains(answer.Headers.GetValues("X-Request-Id").Single(), (string?)body["error_msg"], StringComparison.Ordinal);
        Assert.DoesNotContain(EmptyBody, (string?)body["error_msg"], StringComparison.Ordinal);
        var trace = Assert.Single(platform.TakeTraces());
        Assert.Equal("auth.signature_mismatch", trace.Because.Code);
        Assert.Equal(answer.Headers.GetValues("X-Request-Id").Single(), trace.RequestId);
        Assert.Equal(
            $"GET\n/v3/projects/\nname=a&name=b&x=1%2B2\nhost:{platform.Platform.Http.Authority}\nx-project-id:{platform.ProjectId}\nx-sdk-date:20260102T030405Z\n\nhost;x-project-id;x-sdk-date\n{EmptyBody}",
            trace.Detail);
    }

    [Fact]
    [Provokes("auth.signed_header_missing")]
    public async Task A_signed_header_that_a_proxy_dropped_is_named()
    {
        await using var platform = await TestPlatform.StartAsync();
        var authorization = $"SDK-HMAC-SHA256 Access={platform.Account.AccessKey}, SignedHeaders=host;instance-id;x-sdk-date, Signature=00";
        var sentence = await Get(platform.Anonymous, "/v3/projects", ("Authorization", authorization), ("X-Sdk-Date", "20260102T030405Z"))
            .RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
        Assert.Contains("instance-id", sentence, StringComparison.Ordinal);
        HasReason(platform, "auth.signed_header_missing");
    }

    /// <summary>Method and target as sent, body, then path and query as the vendor's clients sign them.</summary>
    public static TheoryData<string, string, string, string, string> Shapes => new()
    {
        { "GET", "/v3/projects?limit=10&a=1", "", "/v3/projects/", "a=1&limit=10" },
        // .NET: a bare plus that was signed as a space.
        { "GET", "/v3/projects?name=%E8%AE%BE%E5%A4%87%20a+b", "", "/v3/projects/", "name=%E8%AE%BE%E5%A4%87%20a%20b" },
        // Node: a GET with a body.
        { "GET", "/v3/projects?name=cn-north-4", "{}", "/v3/projects/", "name=cn-north-4" },
        { "GET", "/v3/projects/", "", "/v3/projects/", "" },
        { "GET", "/v3/projects?empty=&flag", "", "/v3/projects/", "empty=&flag=" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task What_the_vendors_clients_write_in_different_ways_verifies(string method, string target, string body, string path, string query)
    {
        await using var platform = await TestPlatform.StartAsync();
        // The .NET client signs and sends its Host without the port.
        var canonical = $"{method}\n{path}\n{query}\nhost:127.0.0.1\nx-sdk-date:20260102T030405Z\n\nhost;x-sdk-date\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}";
        var toSign = $"SDK-HMAC-SHA256\n20260102T030405Z\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var signature = Hex(HMACSHA256.HashData(Encoding.UTF8.GetBytes(platform.Account.SecretKey), Encoding.UTF8.GetBytes(toSign)));
        var length = body.Length > 0 ? $"Content-Length: {body.Length}\r\n" : "";
        var (status, _, answer) = await RawHttp.SendAsync(platform.Platform.Http, Encoding.UTF8.GetBytes(
            $"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Sdk-Date: 20260102T030405Z\r\n{length}" +
            $"Authorization: SDK-HMAC-SHA256 Access={platform.Account.AccessKey}, SignedHeaders=host;x-sdk-date, Signature={signature}\r\n\r\n{body}"));
        Assert.True(status == 200, answer);
    }

    [Fact]
    public async Task The_derived_form_verifies_and_its_scope_must_have_the_day_of_the_date()
    {
        await using var platform = await TestPlatform.StartAsync();
        var derived = new AccessKeyCredentials(platform.Account.AccessKey, platform.Account.SecretKey, platform.ProjectId, "cn-north-4");
        await platform.HttpAs(derived).GetJsonAsync("/v3/projects");
        var authorization = $"V11-HMAC-SHA256 Credential={derived.AccessKey}/20260101/cn-north-4/iotdm, SignedHeaders=host, Signature=00";
        platform.TakeTraces();
        await Get(platform.Anonymous, "/v3/projects", ("Authorization", authorization), ("X-Sdk-Date", "20260102T030405Z")).RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
        HasReason(platform, "auth.unreadable_authorization");
    }

    [Fact]
    public async Task A_multipart_upload_is_signed_without_its_body()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var form = new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "file", "batch.xlsx" } };
        // The operation is not built; that is said only to those who proved who they are.
        await platform.Http.PostAsync(new Uri(platform.V5 + "batchtask-files", UriKind.Relative), form, TestContext.Current.CancellationToken)
            .RefusedAsync(HttpStatusCode.NotImplemented, "IOTDA.000029");
    }

    [Fact]
    [Provokes("auth.body_changed")]
    public async Task An_announced_hash_must_be_that_of_the_body()
    {
        await using var platform = await TestPlatform.StartAsync();
        var authorization = $"SDK-HMAC-SHA256 Access={platform.Account.AccessKey}, SignedHeaders=x-sdk-date, Signature=00";
        await Get(platform.Anonymous, "/v3/projects", ("Authorization", authorization), ("X-Sdk-Date", "20260102T030405Z"), ("X-Sdk-Content-Sha256", "00"))
            .RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
        HasReason(platform, "auth.body_changed");
    }

    [Fact]
    [Provokes("auth.foreign_project")]
    public async Task Another_project_in_the_path_is_forbidden_and_told_the_right_one()
    {
        await using var platform = await TestPlatform.StartAsync();
        var sentence = await Get(platform.Http, "/v5/iot/ffffffffffffffffffffffffffffffff/products").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
        Assert.Contains(platform.ProjectId, sentence, StringComparison.Ordinal);
        HasReason(platform, "auth.foreign_project");
    }

    [Fact]
    public async Task A_stranger_does_not_learn_which_paths_exist()
    {
        await using var platform = await TestPlatform.StartAsync();
        foreach (var path in new[] { "/v5/iot/x/products", "/v5/nothing", platform.V1 + "access-keys", "/V5/IOT/x/products" })
            await Get(platform.Anonymous, path).RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
        await Get(platform.Http, "/v5/nothing").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
    }

    [Fact]
    [Provokes("api.done")]
    public async Task Every_call_leaves_one_trace_without_query_body_or_secret()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var created = await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V1 + "access-keys?note=private", """{"description":"private"}""");
        var trace = Assert.Single(platform.TakeTraces());
        Assert.Equal((TraceOutcome.Done, "api.done", true), (trace.Outcome, trace.Because.Code, trace.Authenticated));
        Assert.Equal($"access key {platform.Account.AccessKey} called POST {platform.V1}access-keys: answered 201.", trace.Because.Sentence());
        Assert.Equal("127.0.0.1", trace.RemoteAddress);
        Assert.DoesNotContain("private", trace.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(platform.Account.SecretKey, trace.ToString(), StringComparison.Ordinal);
    }

    static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
