using System.Net;
using System.Text.Json.Nodes;
using Dukou.Server.Tests.Messages;

namespace Dukou.Server.Tests.DevicePolicies;

/// <summary>Short forms for policies; all over REST.</summary>
static class PolicyCalls
{
    public const string Both = "\"iotda:devices:publish\",\"iotda:devices:subscribe\"";
    public const string Publish = "\"iotda:devices:publish\"";
    public const string Subscribe = "\"iotda:devices:subscribe\"";

    public static string Allow(string topic, string actions = Both) => $$"""{"effect":"ALLOW","actions":[{{actions}}],"resources":["topic:{{topic}}"]}""";

    public static string Deny(string topic, string actions = Both) => $$"""{"effect":"DENY","actions":[{{actions}}],"resources":["topic:{{topic}}"]}""";

    public static async Task<string> AddPolicyAsync(this Lamp lamp, params string[] statements)
    {
        using var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, lamp.Platform.V5 + "device-policies", $$"""{"policy_name":"p","statement":[{{string.Join(',', statements)}}]}""");
        return (string)(await answer.JsonAsync(HttpStatusCode.Created))["policy_id"]!;
    }

    public static async Task<JsonObject> BindAsync(this Lamp lamp, string policyId, string type, params string[] targets)
    {
        using var answer = await lamp.PostPolicyAsync(policyId, "bind", type, targets);
        return await answer.JsonAsync();
    }

    public static Task<HttpResponseMessage> PostPolicyAsync(this Lamp lamp, string policyId, string verb, string type, params string[] targets) =>
        lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, $"{lamp.Platform.V5}device-policies/{policyId}/{verb}",
            $$"""{"target_type":"{{type}}","target_ids":[{{string.Join(',', targets.Select(target => $"\"{target}\""))}}]}""");

    public static async Task<string> AppIdAsync(this Lamp lamp) => (string)(await lamp.Platform.Http.GetJsonAsync(lamp.Path))["app_id"]!;

    /// <summary>The id of the policy that came with the space.</summary>
    public static async Task<string> DefaultPolicyAsync(this Lamp lamp) =>
        (string)Assert.Single((await lamp.Platform.Http.GetJsonAsync(lamp.Platform.V5 + "device-policies?policy_name=system_default_policy"))["policies"]!.AsArray())!["policy_id"]!;

    public static async Task DeletePolicyAsync(this Lamp lamp, string policyId)
    {
        using var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Delete, lamp.Platform.V5 + "device-policies/" + policyId);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }
}
