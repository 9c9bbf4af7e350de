#:project ../src/ApplicationSdk/ApplicationSdk.csproj

// An application that commands a device and reads what it reported.
//
//     export DUKOU_AK=... DUKOU_SK=... DUKOU_PROJECT_ID=...      (dukou info --secrets shows them)
//     dotnet run samples/application.cs demo_room
//
// On the screen:
//     demo_room ONLINE
//     Environment {"temperature":21.5,"humidity":40}
//     answer {"result_code":0,"response_name":"cmdResponses","paras":{"result":"light is ON"}}
//     2026-01-02T03:04:05.000Z {"temperature":21.5,"humidity":40}
//
// The cloud's endpoint works as well: set DUKOU_API to it and DUKOU_REGION to its region; the history is Dukou's own and stays out.

using System.Text.Json.Nodes;
using Dukou.ApplicationSdk;
using Dukou.ApplicationSdk.Models;

var device = args is [var given, ..] ? given : "demo_room";
var api = new Uri(Setting("DUKOU_API", "http://127.0.0.1:8080"));
var region = Environment.GetEnvironmentVariable("DUKOU_REGION");
var key = new AccessKeyCredentials(Setting("DUKOU_AK"), Setting("DUKOU_SK"), Setting("DUKOU_PROJECT_ID"), region);
using var client = new ApplicationClient(api, key);

try
{
    Console.WriteLine($"{device} {(await client.ShowDeviceAsync(device)).Status}");
    foreach (var service in (await client.ShowDeviceShadowAsync(device)).Shadow ?? [])
        Console.WriteLine($"{service.ServiceId} {service.Reported?.Properties?.ToJsonString()}");

    var command = new DeviceCommandRequest { ServiceId = "Environment", CommandName = "SET_LIGHT", Paras = new JsonObject { ["on"] = "ON" } };
    var answer = await client.CreateCommandAsync(device, command);
    Console.WriteLine(answer.ErrorCode is null ? $"answer {answer.Response?.ToJsonString()}" : $"no answer: {answer.ErrorCode} {answer.ErrorMsg}");

    if (region is null)
        await foreach (var report in client.EnumerateDeviceHistoryAsync(device, new ShowDeviceHistoryQuery { Limit = 10 }))
            Console.WriteLine($"{report.EventTime} {report.Properties?.ToJsonString()}");
    return 0;
}
catch (IotdaRequestException refusal)
{
    // The request id finds the call: dukou trace --request ID
    Console.Error.WriteLine(refusal.Message);
    return 1;
}

static string Setting(string name, string? absent = null) =>
    Environment.GetEnvironmentVariable(name) ?? absent ?? throw new InvalidOperationException($"Set {name}; dukou info --secrets shows it.");
