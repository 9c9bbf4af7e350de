using System.Net;
using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Tests.Traces;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Dukou.Server.Tests.Api;

public sealed class OperationTests
{
    static HashSet<string> Built { get; } = [.. Operations.All.Select(found => found.Handler.DeclaringType!.Name)];

    [Fact]
    public void The_table_holds_the_173_operations_of_IoTDA()
    {
        Assert.Equal(173, OperationTable.All.Count);
        Assert.Equal(173, OperationTable.All.Values.DistinctBy(operation => (operation.Method, operation.Path)).Count());
    }

    [Fact]
    public void Every_operation_has_the_method_and_path_of_its_name()
    {
        foreach (var (operation, handler) in Operations.All.Where(found => !found.Operation.Own))
        {
            var known = OperationTable.All[handler.DeclaringType!.Name];
            var path = string.Join('/', operation.Path.Split('/').Select(segment =>
                segment.StartsWith('{') ? "{" + JsonNamingPolicy.SnakeCaseLower.ConvertName(segment.Trim('{', '}')) + "}" : segment));
            Assert.Equal((known.Name, known.Method, known.Path), (handler.DeclaringType.Name, operation.Method, path));
        }
    }

    [Fact]
    public async Task Every_operation_declares_the_success_of_the_table()
    {
        await using var platform = await TestPlatform.StartAsync();
        foreach (var endpoint in platform.Service<EndpointDataSource>().Endpoints)
        {
            if (endpoint.Metadata.GetMetadata<KnownOperation>() is not { } known)
                continue;
            // Typed results say their status; plain values take it from the table.
            var declared = endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Select(answer => answer.StatusCode).Where(status => status < 300).ToList();
            Assert.True(declared.Count == 0 || declared.Contains(known.Status), $"{known.Name}: {string.Join(",", declared)} instead of {known.Status}");
        }
    }

    [Fact]
    [Provokes("api.not_built")]
    public async Task What_is_not_built_says_so_by_name()
    {
        await using var platform = await TestPlatform.StartAsync();
        foreach (var operation in OperationTable.All.Values.Where(operation => !Built.Contains(operation.Name)))
        {
            var path = platform.V5 + operation.Path.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
            var sentence = await platform.Http.SendJsonAsync(new HttpMethod(operation.Method), path, operation.Method is "GET" or "DELETE" ? null : "{}")
                .RefusedAsync(HttpStatusCode.NotImplemented, "IOTDA.000029");
            Assert.StartsWith(operation.Name + " ", sentence, StringComparison.Ordinal);
            Assert.Equal("api.not_built", Assert.Single(platform.TakeTraces()).Because.Code);
        }
    }

    [Fact]
    public async Task A_wrong_method_is_refused_with_the_right_ones()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var answer = await platform.Http.SendJsonAsync(HttpMethod.Patch, platform.V5 + "products");
        var body = await answer.JsonAsync(HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["GET", "POST"], answer.Content.Headers.Allow.Order());
        Assert.Contains("PATCH", (string?)body["error_msg"], StringComparison.Ordinal);
        Assert.Equal("IOTDA.000029", (string?)body["error_code"]);
    }

    [Theory]
    [InlineData("/v5/devices")]
    [InlineData("/v5/iot/0/no/such/thing")]
    [InlineData("/elsewhere")]
    public async Task An_unknown_path_is_refused_in_the_APIs_form(string path)
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Http.SendJsonAsync(HttpMethod.Get, path).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
    }

    [Fact]
    public async Task Health_needs_no_credentials_and_says_one_word()
    {
        await using var platform = await TestPlatform.StartAsync();
        foreach (var path in new[] { "/healthz", "/readyz" })
            Assert.Equal("Healthy", await platform.Anonymous.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_browser_of_a_listed_origin_may_call_and_read_both_headers()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { CorsOrigins = ["https://app.example"] });
        using var preflight = new HttpRequestMessage(HttpMethod.Options, platform.V5 + "products");
        preflight.Headers.Add("Origin", "https://app.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "x-auth-token");
        using var allowed = await platform.Anonymous.SendAsync(preflight, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal("https://app.example", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());

        // A refusal is readable too: without this header a browser hides the sentence from the script.
        using var refused = new HttpRequestMessage(HttpMethod.Get, platform.V5 + "products");
        refused.Headers.Add("Origin", "https://app.example");
        using var answer = await platform.Anonymous.SendAsync(refused, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("https://app.example", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("X-Subject-Token,X-Request-Id", answer.Headers.GetValues("Access-Control-Expose-Headers").Single());
    }

    [Fact]
    public async Task A_browser_of_another_origin_may_not()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, platform.V5 + "products");
        request.Headers.Add("Origin", "https://evil.example");
        using var answer = await platform.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }
}
