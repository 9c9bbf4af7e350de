using System.CommandLine;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Devices;

/// <summary><c>dukou device shadow</c>: what a device reported last and what is wished of it; with <c>--set</c> the wish is changed.</summary>
static class DeviceShadow
{
    public static Command Verb()
    {
        var device = DeviceVerb.Device();
        var service = ApiVerb.Option<string?>("--service", "option.shadow.service", "ID");
        var wishes = Pairs.Option("--set", "option.shadow.set");
        return ApiVerb.Create("verb.device.shadow", async call =>
        {
            var id = call.Parsed.GetRequiredValue(device);
            var only = call.Parsed.GetValue(service);
            if (Pairs.Read(call.Parsed.GetRequiredValue(wishes)) is { Count: > 0 } desired)
            {
                if (only is null)
                    return Failure.Print(call.Error, [Phrase.Of("shadow.set")], Failure.Usage);
                await call.Client.UpdateDeviceShadowDesiredDataAsync(id, new UpdateDesireds { Shadow = [new UpdateDesired { ServiceId = only, Desired = desired }] }, call.Token);
            }
            var shadow = await call.Client.ShowDeviceShadowAsync(id, call.Token);
            var services = (shadow.Shadow ?? []).Where(found => only is null || found.ServiceId == only).ToList();
            if (call.Json)
                call.WriteLine(shadow with { Shadow = services });
            else
                Table(services).Write(call.Output);
            return 0;
        }, device, service, wishes);
    }

    static Columns Table(IEnumerable<DeviceShadowData> services)
    {
        var columns = new Columns(Phrase.Of("column.service"), Phrase.Of("column.property"), Phrase.Of("column.reported"), Phrase.Of("column.desired"), Phrase.Of("column.time"));
        foreach (var service in services)
        {
            var (reported, desired) = (Members(service.Reported), Members(service.Desired));
            foreach (var name in reported.Select(member => member.Key).Union(desired.Select(member => member.Key)))
                columns.Add(service.ServiceId, name, Text(reported[name]), Text(desired[name]), service.Reported?.EventTime);
        }
        return columns;
    }

    static JsonObject Members(DeviceShadowProperties? side) => side?.Properties as JsonObject ?? [];

    static string? Text(JsonNode? value) => value?.ToJsonString(Machine.Json);
}
