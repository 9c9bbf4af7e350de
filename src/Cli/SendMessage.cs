using System.CommandLine;
using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Remote;

namespace Dukou.Cli;

/// <summary><c>dukou message</c>: sends a device a message, which waits for it when it is not connected.</summary>
[Verb("message", 80)]
static class SendMessage
{
    public static Command Verb()
    {
        var device = ApiVerb.Argument("argument.device", "DEVICE");
        var text = ApiVerb.Argument("argument.message.text", "MESSAGE");
        var name = ApiVerb.Option<string?>("--name", "option.message.name", "NAME");
        var topic = ApiVerb.Option<string?>("--topic", "option.message.topic", "TOPIC");
        var ttl = ApiVerb.Option<int?>("--ttl", "option.message.ttl", "MINUTES");
        return ApiVerb.Create("verb.message", async call =>
        {
            var id = call.Parsed.GetRequiredValue(device);
            var given = call.Parsed.GetValue(topic);
            // A whole topic has a level in front of it; a product's own topic is named by its end.
            var whole = given is ['/' or '$', ..];
            var sent = await call.Client.CreateMessageAsync(id, new DeviceMessageRequest
            {
                Message = Pairs.Value(call.Parsed.GetRequiredValue(text)) ?? call.Parsed.GetRequiredValue(text),
                Name = call.Parsed.GetValue(name),
                Topic = whole ? null : given,
                TopicFullName = whole ? given : null,
                Ttl = call.Parsed.GetValue(ttl),
            }, call.Token);
            call.Say($"{sent.MessageId}  {sent.Result?.Status}", sent);
            return 0;
        }, device, text, name, topic, ttl);
    }
}
