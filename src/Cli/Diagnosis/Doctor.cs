using System.CommandLine;
using Dukou.Cli.Remote;
using Dukou.Cli.Wire;

namespace Dukou.Cli.Diagnosis;

/// <summary>
/// <c>dukou doctor</c>: why does this device not connect? Asks in the order in which a connection comes to be: the clock, the name, the
/// port, TLS, the ids, the secret, and at last what the platform itself saw. Nothing is sent in the device's name unless asked: a
/// connection would throw the real device out and take the messages that wait for it.
/// </summary>
[Verb("doctor", 40)]
static class Doctor
{
    public static Command Verb()
    {
        var device = ApiVerb.Argument("argument.device", "DEVICE");
        var secret = ApiVerb.Option<string?>("--secret", "option.doctor.secret", "SECRET");
        var connect = ApiVerb.Option<bool>("--connect", "option.doctor.connect");
        return ApiVerb.Create("verb.doctor", async call =>
        {
            var broker = Broker.Of(call);
            var (id, given) = (call.Parsed.GetRequiredValue(device), call.Parsed.GetValue(secret));
            var (network, registry) = (new NetworkChecks(broker), new RegistryChecks(call.Client, id, given));
            var failed = 0;
            await foreach (var finding in Findings(network, registry, call, call.Parsed.GetValue(connect)))
            {
                Write(call, finding);
                failed += finding.Ok == false ? 1 : 0;
            }
            if (!call.Json)
                call.Output.WriteLine(failed == 0 ? Phrase.Of("doctor.healthy") : Phrase.Of("doctor.ill", failed));
            return failed == 0 ? 0 : Failure.Failed;
        }, device, secret, connect, Broker.Server(), Broker.UseTls());
    }

    static async IAsyncEnumerable<Finding> Findings(NetworkChecks network, RegistryChecks registry, Call call, bool connect)
    {
        yield return await RegistryChecks.ClockAsync(call.Target.Api, call.Target.CaFile, call.Token);
        yield return await network.NameAsync(call.Token);
        yield return await network.PortAsync(call.Token);
        foreach (var finding in await registry.DeviceAsync(call.Token))
            yield return finding;
        if (connect && registry.Secret is { } secret)
            yield return await network.ConnectAsync(registry.DeviceId, secret, call.Token);
        foreach (var finding in await registry.TracesAsync(call.Token))
            yield return finding;
    }

    static void Write(Call call, Finding finding)
    {
        if (call.Json)
        {
            call.WriteLine(finding);
            return;
        }
        call.Output.WriteLine($"{(finding.Ok switch { true => "✓", false => "✗", _ => "·" })} {Columns.Harmless(finding.Sentence)}");
        if (finding.Remedy is not null)
            call.Output.WriteLine($"  → {Columns.Harmless(finding.Remedy)}");
    }
}
