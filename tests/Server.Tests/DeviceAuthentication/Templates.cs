using System.Net;
using System.Text.Json.Nodes;
using Dukou.Server.Tests.Devices;

namespace Dukou.Server.Tests.DeviceAuthentication;

/// <summary>Templates over REST, and the one with which another cloud's devices connect unchanged.</summary>
static class Templates
{
    /// <summary>The sample of V:iot_02_0210: client id <c>{product}.{node}|securemode=…,timestamp={ms}|</c>, user name <c>{node}&amp;{product}</c>.</summary>
    public const string AnotherCloud = """
        {"parameters":{"iotda::mqtt::client_id":{"type":"String"},"iotda::mqtt::username":{"type":"String"},"iotda::device::secret":{"type":"String"}},
         "resources":{
          "device_id":{"Fn::Join":[{"Fn::SplitSelect":["${iotda::mqtt::username}","&",1]},"_",{"Fn::SplitSelect":["${iotda::mqtt::username}","&",0]}]},
          "timestamp":{"type":"UNIX","value":{"Fn::MathDiv":[{"Fn::SubStringBefore":[{"Fn::SubStringAfter":["${iotda::mqtt::client_id}","timestamp="]},"|"]},1000]}},
          "password":{"Fn::HmacSHA256":[{"Fn::Sub":["clientId${id}deviceName${node}productKey${product}timestamp${stamp}",{
             "id":{"Fn::SplitSelect":["${iotda::mqtt::client_id}","|",0]},
             "node":{"Fn::SplitSelect":["${iotda::mqtt::username}","&",0]},
             "product":{"Fn::SplitSelect":["${iotda::mqtt::username}","&",1]},
             "stamp":{"Fn::SubStringBefore":[{"Fn::SubStringAfter":["${iotda::mqtt::client_id}","timestamp="]},"|"]}}]},
            "${iotda::device::secret}"]}}}
        """;

    public static JsonObject Request(string body, string name = "legacy-auth", string? status = "ACTIVE") =>
        new() { ["template_name"] = name, ["status"] = status, ["template_body"] = JsonNode.Parse(body) };

    public static async Task<JsonObject> CreateAsync(this TestPlatform platform, string body, string name = "legacy-auth", string? status = "ACTIVE")
    {
        using var answer = await platform.SendPostAsync("device-authentication-templates", Request(body, name, status));
        return await answer.JsonAsync(HttpStatusCode.Created);
    }
}
