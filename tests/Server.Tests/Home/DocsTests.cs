using System.Net;
using System.Text.RegularExpressions;
using Dukou.Server.Api;

namespace Dukou.Server.Tests.Home;

public sealed partial class DocsTests
{
    [Theory]
    [InlineData("ListAccessKeys", "get /v1/{project_id}/access-keys")]
    [InlineData("ShowApplications", "get /v5/iot/{project_id}/apps")]
    public async Task A_person_at_this_computer_sends_a_request_without_typing_anything(string operation, string button)
    {
        Assert.SkipUnless(DocsVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await TestPlatform.StartAsync();
        await using var visit = await DocsVisit.OpenAsync(platform, operation, button);
        var answer = await visit.SendAsync();
        Assert.Equal(200, answer.Status);
        Assert.Contains(platform.ProjectId, answer.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_at_this_computer_sends_a_message_and_types_only_device_and_message()
    {
        Assert.SkipUnless(DocsVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var visit = await DocsVisit.OpenAsync(platform, "CreateMessage", "post /v5/iot/{project_id}/devices/{device_id}/messages");
        await visit.FillParameterAsync("device_id", deviceId);
        await visit.FillBodyAsync("""{"message":"from the page"}""");
        Assert.Equal(201, (await visit.SendAsync()).Status);
        var messages = await platform.Http.GetJsonAsync(platform.V5 + $"devices/{deviceId}/messages");
        Assert.Equal("from the page", (string?)Assert.Single(messages["messages"]!.AsArray())!["message"]);
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "192.0.2.1:8080")]
    [InlineData("X-Forwarded-For", "192.0.2.1")]
    [InlineData("Forwarded", "for=192.0.2.1")]
    public async Task Somebody_who_came_through_another_name_or_a_proxy_gets_no_token(string header, string value)
    {
        await using var platform = await TestPlatform.StartAsync();
        Assert.Contains(platform.ProjectId, await PageAsync(platform), StringComparison.Ordinal);
        var page = await PageAsync(platform, (header, value));
        Assert.DoesNotContain(platform.ProjectId, page, StringComparison.Ordinal);
        Assert.DoesNotContain("securitySchemes", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_with_an_advertised_address_fills_in_nothing()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { Advertise = "iot.example" });
        Assert.DoesNotContain("securitySchemes", await PageAsync(platform), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_there_are_other_users_the_page_gives_nobody_the_owner_s_token()
    {
        await using var platform = await TestPlatform.StartAsync();
        Assert.Contains("securitySchemes", await PageAsync(platform), StringComparison.Ordinal);
        await platform.PostAsync(platform.V1 + "users", """{"user_name":"ann","role":"read_only"}""");
        Assert.DoesNotContain("securitySchemes", await PageAsync(platform), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_policy_of_the_page_allows_no_other_origin()
    {
        await using var platform = await TestPlatform.StartAsync();
        foreach (var path in new[] { "/docs", "/docs/", "/docs/scalar.js" })
        {
            using var answer = await platform.Anonymous.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("*", policy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_nonce_is_another_one_every_time_and_stands_on_every_script()
    {
        await using var platform = await TestPlatform.StartAsync();
        var (one, other) = (await PageAsync(platform), await PageAsync(platform));
        var nonces = Nonce().Matches(one).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.DoesNotContain(Assert.Single(nonces), other, StringComparison.Ordinal);
        Assert.Equal(Script().Count(one), Nonce().Count(one));
    }

    [Fact]
    public async Task An_unknown_operation_opens_the_page_at_its_start()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var answer = await platform.Anonymous.GetAsync(new Uri("/docs?api=NoSuchThing", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task The_document_has_every_built_operation_under_its_own_name_and_with_its_success()
    {
        await using var platform = await TestPlatform.StartAsync();
        var document = await platform.Anonymous.GetJsonAsync("/openapi/v5.json");
        var described = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => (Path: path.Key, Method: operation.Key, Operation: operation.Value!.AsObject())))
            .ToDictionary(found => (string)found.Operation["operationId"]!);
        foreach (var (attribute, handler) in Operations.All)
        {
            var (path, method, operation) = described[handler.DeclaringType!.Name];
            Assert.Equal((ApiDocument.SnakeCase(attribute.Route), attribute.Method), (path, method.ToUpperInvariant()));
            var success = attribute.Own ? attribute.Success : OperationTable.All[handler.DeclaringType.Name].Status;
            Assert.True(operation["responses"]!.AsObject().ContainsKey($"{success}"), $"{handler.DeclaringType.Name} has no {success}");
            Assert.NotEmpty(operation["tags"]!.AsArray());
            // The name and what it does, from the comment above its class.
            Assert.Matches($"^{handler.DeclaringType.Name}: [A-Z][^.]{{10,}}$", (string)operation["summary"]!);
            Assert.Equal("#/components/responses/Refusal", (string?)operation["responses"]!["4XX"]!["$ref"]);
            foreach (var parameter in operation["parameters"]!.AsArray().Where(parameter => (string?)parameter!["in"] is "path" or "query"))
                Assert.Matches("^[a-z_]+$", (string)parameter!["name"]!);
        }
        Assert.All(described, found => Assert.Matches($"^{found.Key}: .{{10,}}$", (string)found.Value.Operation["summary"]!));
    }

    [Fact]
    public async Task The_document_names_the_project_only_when_asked_and_the_two_ways_to_prove_oneself()
    {
        await using var platform = await TestPlatform.StartAsync();
        var document = await platform.Anonymous.GetJsonAsync("/openapi/v5.json");
        Assert.DoesNotContain(platform.ProjectId, document.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(["X-Auth-Token", "Authorization"], document["components"]!["securitySchemes"]!.AsObject().Select(scheme => (string?)scheme.Value!["name"]));
        Assert.Empty(document["paths"]!["/v3/auth/tokens"]!["post"]!["security"]!.AsArray());
        Assert.Contains(platform.ProjectId, (await platform.Anonymous.GetJsonAsync("/openapi/v5.json?project_id=" + platform.ProjectId)).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(document.ToJsonString(), (await platform.Anonymous.GetJsonAsync("/openapi/v5.json?project_id=%3Cscript%3E")).ToJsonString());
    }

    static async Task<string> PageAsync(TestPlatform platform, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/docs/");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await platform.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("nonce=\"([0-9a-f]+)\"")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script")]
    private static partial Regex Script();
}
