using System.CommandLine;
using System.Globalization;
using Dukou.ApplicationSdk;
using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Remote;
using Dukou.Cli.Wire;
using Dukou.Protocol.Iotda;

namespace Dukou.Cli.Simulation;

/// <summary>
/// <c>dukou simulate</c>: devices of a product that report values its model allows, answer commands and keep what is set at them. They
/// are registered when they are not there, and connect as devices do.
/// </summary>
[Verb("simulate", 120)]
static class Simulate
{
    const int DevicesMax = 10_000;

    // Registering is the platform's work, not the network's: more at once would not be quicker.
    const int RegisterAtOnce = 8;

    public static Command Verb()
    {
        var product = ApiVerb.Argument("argument.product", "PRODUCT");
        var devices = new Option<int>("--devices") { Description = Phrase.Of("option.simulate.devices"), HelpName = "N", DefaultValueFactory = _ => 1 };
        var interval = new Option<double>("--interval") { Description = Phrase.Of("option.simulate.interval"), HelpName = "SECONDS", DefaultValueFactory = _ => 5 };
        var reports = ApiVerb.Option<int?>("--reports", "option.simulate.reports", "N");
        var prefix = new Option<string>("--prefix") { Description = Phrase.Of("option.simulate.prefix"), HelpName = "TEXT", DefaultValueFactory = _ => "sim" };
        var seed = new Option<int>("--seed") { Description = Phrase.Of("option.simulate.seed"), HelpName = "N", DefaultValueFactory = _ => 1 };
        var remove = ApiVerb.Option<bool>("--remove", "option.simulate.remove");
        devices.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > DevicesMax)
                result.AddError(Phrase.Of("simulate.devices", DevicesMax));
        });
        interval.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0.01 and <= 86_400))
                result.AddError(Phrase.Of("simulate.interval"));
        });
        return ApiVerb.Create("verb.simulate", async call =>
        {
            var broker = Broker.Of(call);
            var shown = await call.Client.ShowProductAsync(call.Parsed.GetRequiredValue(product), cancellationToken: call.Token);
            var model = ProductModel.Parse(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(shown.ServiceCapabilities ?? [], SimulatedValues.ModelJson));
            var nodes = Enumerable.Range(1, call.Parsed.GetValue(devices)).Select(number => string.Create(CultureInfo.InvariantCulture, $"{call.Parsed.GetRequiredValue(prefix)}{number:0000}")).ToList();
            var identities = await RegisterAsync(call, shown.ProductId ?? "", nodes);
            try
            {
                var plan = new SimulationPlan(broker, model, TimeSpan.FromSeconds(call.Parsed.GetValue(interval)), call.Parsed.GetValue(reports), call.Parsed.GetValue(seed));
                return await RunAsync(call, plan, identities);
            }
            finally
            {
                if (call.Parsed.GetValue(remove))
                    await RemoveAsync(call, identities);
            }
        }, product, devices, interval, reports, prefix, seed, remove, Broker.Server(), Broker.UseTls());
    }

    static async Task<int> RunAsync(Call call, SimulationPlan plan, IReadOnlyList<(string Id, string Secret)> identities)
    {
        var counts = new SimulationCounts();
        if (!call.Json)
            call.Error.WriteLine(Phrase.Of("simulate.begun", identities.Count, plan.Broker));
        var running = Task.WhenAll(identities.Select((identity, index) => new SimulatedDevice(plan, identity.Id, identity.Secret, index, counts).RunAsync(call.Token)));
        await counts.ShowAsync(call, running);
        await running;
        if (call.Json)
            call.WriteLine(counts.Summary);
        else
            call.Output.WriteLine(Phrase.Of("simulate.ended", counts.Summary.Reports, counts.Summary.Commands, counts.Summary.Refused));
        foreach (var reason in counts.Reasons)
            Failure.Print(call.Error, [reason]);
        return counts.Summary.Refused == 0 ? 0 : Failure.Failed;
    }

    static async Task<IReadOnlyList<(string Id, string Secret)>> RegisterAsync(Call call, string productId, List<string> nodes)
    {
        var known = new Dictionary<string, string>();
        await foreach (var device in call.Client.EnumerateDevicesAsync(new ListDevicesQuery { ProductId = productId }, call.Token))
            known[device.NodeId ?? ""] = device.DeviceId ?? "";
        var identities = new (string, string)[nodes.Count];
        var done = 0;
        using var progress = new ProgressLine(call.Error, nodes.Count);
        await Parallel.ForAsync(0, nodes.Count, new ParallelOptions { MaxDegreeOfParallelism = RegisterAtOnce, CancellationToken = call.Token }, async (index, token) =>
        {
            if (known.TryGetValue(nodes[index], out var id))
                identities[index] = (id, (await call.Client.ShowDeviceAsync(id, token)).AuthInfo?.Secret ?? "");
            else
            {
                var added = await call.Client.AddDeviceAsync(new AddDevice { ProductId = productId, NodeId = nodes[index], AuthInfo = new AuthInfo { AuthType = "SECRET" } }, token);
                identities[index] = (added.DeviceId ?? "", added.AuthInfo?.Secret ?? "");
            }
            progress.At(Interlocked.Increment(ref done));
        });
        return identities;
    }

    static async Task RemoveAsync(Call call, IEnumerable<(string Id, string Secret)> identities)
    {
        // Also after Ctrl+C: what was asked for at the start is done at the end.
        foreach (var (id, _) in identities)
            try
            {
                await call.Client.DeleteDeviceAsync(id, CancellationToken.None);
            }
            catch (IotdaRequestException failure)
            {
                Failure.Print(call.Error, [failure.Message]);
            }
    }
}
