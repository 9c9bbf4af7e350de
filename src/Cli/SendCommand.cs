using System.CommandLine;
using System.Text.Json;
using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Remote;

namespace Dukou.Cli;

/// <summary>
/// <c>dukou command</c>: sends a device a synchronous command and prints its answer. Written the same in every shell, and no secret stands
/// in it: the data folder's account signs.
/// </summary>
[Verb("command", 70)]
static class SendCommand
{
    static readonly JsonSerializerOptions Compact = new(Machine.Json) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    public static Command Verb()
    {
        var device = ApiVerb.Argument("argument.command.device", "DEVICE");
        var service = ApiVerb.Option<string?>("--service", "option.command.service", "ID");
        var name = ApiVerb.Option<string?>("--name", "option.command.name", "NAME");
        var paras = Pairs.Option("--para", "option.command.para");
        return ApiVerb.Create("verb.command", async call =>
        {
            var answer = await call.Client.CreateCommandAsync(call.Parsed.GetRequiredValue(device), new DeviceCommandRequest
            {
                ServiceId = call.Parsed.GetValue(service),
                CommandName = call.Parsed.GetValue(name),
                Paras = Pairs.Read(call.Parsed.GetRequiredValue(paras)),
            }, call.Token);
            call.Output.WriteLine(Text(answer));
            // IoTDA answers 200 with an error code when the device stays silent.
            return answer.ErrorCode is null ? 0 : Failure.Failed;
        }, device, service, name, paras);
    }

    /// <summary>One line of JSON for a person, too: what a device answers has no other form.</summary>
    public static string Text(CreateCommandResponse answer) => JsonSerializer.Serialize(answer, Compact);

    /// <summary>How a person calls this verb.</summary>
    public static string Line(string deviceId, string service, string name, string para) =>
        $"{Phrase.Program} command {deviceId} --service {service} --name {name} --para {para}";
}
