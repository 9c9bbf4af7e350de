using System.CommandLine;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Remote;

namespace Dukou.Cli;

/// <summary><c>dukou property</c>: asks a connected device for its properties, or sets them at it. <c>device shadow</c> needs no device.</summary>
[Verb("property", 90)]
static class PropertyVerb
{
    public static Command Verb() => ApiVerb.Group("verb.property", Get(), Set());

    static Command Get()
    {
        var device = ApiVerb.Argument("argument.device", "DEVICE");
        var service = ApiVerb.Argument("argument.service", "SERVICE");
        return ApiVerb.Create("verb.property.get", async call =>
        {
            var answer = await call.Client.ListPropertiesAsync(call.Parsed.GetRequiredValue(device), new ListPropertiesQuery { ServiceId = call.Parsed.GetRequiredValue(service) }, call.Token);
            call.Show(answer);
            return answer.ErrorCode is null ? 0 : Failure.Failed;
        }, device, service);
    }

    static Command Set()
    {
        var device = ApiVerb.Argument("argument.device", "DEVICE");
        var service = ApiVerb.Argument("argument.service", "SERVICE");
        var values = Pairs.Option("--value", "option.property.value");
        values.Required = true;
        return ApiVerb.Create("verb.property.set", async call =>
        {
            var services = new JsonArray(new JsonObject { ["service_id"] = call.Parsed.GetRequiredValue(service), ["properties"] = Pairs.Read(call.Parsed.GetRequiredValue(values)) });
            var answer = await call.Client.UpdatePropertiesAsync(call.Parsed.GetRequiredValue(device), new DevicePropertiesRequest { Services = services }, call.Token);
            call.Show(answer);
            return answer.ErrorCode is null ? 0 : Failure.Failed;
        }, device, service, values);
    }
}
