#:package MQTTnet

// A room with a thermometer and a light: a whole IoTDA device in C#, the counterpart of samples/quecpython/room.py.
//
//     dotnet run samples/room.cs demo_room SECRET 127.0.0.1:1883      (dukou info --secrets shows the secret)
//
// On the screen:
//     connected to 127.0.0.1:1883
//     reported {"services":[{"service_id":"Environment","properties":{"temperature":21.5,"humidity":40}}]}
//     waiting for commands
// and after the command SET_LIGHT with {"on": "ON"}:
//     command SET_LIGHT {"on":"ON"}
//     answered: light is ON
// It goes on answering until Ctrl+C.

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MQTTnet;
using MQTTnet.Protocol;

if (args is not [var device, var secret, var server])
{
    Console.Error.WriteLine("usage: dotnet run samples/room.cs DEVICE_ID SECRET HOST:PORT");
    return 2;
}
var (host, port) = server.Split(':') is [var name, var number] ? (name, int.Parse(number)) : (server, 1883);

// The password is the HMAC-SHA256 of the secret, keyed with the hour in UTC.
var hour = TimeProvider.System.GetUtcNow().ToString("yyyyMMddHH");
var password = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(hour), Encoding.UTF8.GetBytes(secret)));
using var client = new MqttClientFactory().CreateMqttClient();
var options = new MqttClientOptionsBuilder().WithTcpServer(host, port).WithClientId($"{device}_0_0_{hour}").WithCredentials(device, password)
    .WithKeepAlivePeriod(TimeSpan.FromSeconds(120)).WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V311).Build();

// No subscription is needed: the platform subscribes every device to its commands.
client.ApplicationMessageReceivedAsync += async received =>
{
    var topic = received.ApplicationMessage.Topic;
    if (!topic.Contains("/sys/commands/request_id="))
        return;
    var command = JsonNode.Parse(received.ApplicationMessage.ConvertPayloadToString())!;
    Console.WriteLine($"command {command["command_name"]} {command["paras"]?.ToJsonString()}");
    var result = $"light is {command["paras"]?["on"]}";
    var answer = new JsonObject { ["result_code"] = 0, ["response_name"] = "cmdResponses", ["paras"] = new JsonObject { ["result"] = result } };
    await client.PublishStringAsync(topic.Replace("/commands/", "/commands/response/"), answer.ToJsonString());
    Console.WriteLine($"answered: {result}");
};

await client.ConnectAsync(options);
Console.WriteLine($"connected to {host}:{port}");
var report = """{"services":[{"service_id":"Environment","properties":{"temperature":21.5,"humidity":40}}]}""";
await client.PublishStringAsync($"$oc/devices/{device}/sys/properties/report", report, MqttQualityOfServiceLevel.AtLeastOnce);
Console.WriteLine($"reported {report}\nwaiting for commands");

var stopped = new TaskCompletionSource();
using var interrupt = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGINT, signal => { signal.Cancel = true; stopped.TrySetResult(); });
client.DisconnectedAsync += _ => { stopped.TrySetResult(); return Task.CompletedTask; };
await stopped.Task;
return 0;
