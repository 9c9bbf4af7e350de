using System.CommandLine;
using Dukou.ApplicationSdk;
using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Remote;
using Dukou.Server;

namespace Dukou.Cli.Devices;

/// <summary>
/// <c>dukou device import</c>: a device for each row of a CSV file whose first row names the columns. A row that is refused is told
/// with its number and does not stop the others; what was registered, secrets included, goes to standard output as CSV.
/// </summary>
static class ImportDevices
{
    static readonly string[] Known = ["product_id", "node_id", "device_id", "device_name", "secret", "description", "gateway_id", "app_id"];

    public static Command Verb()
    {
        var file = ApiVerb.Argument("argument.device.csv", "FILE");
        var product = ApiVerb.Option<string?>("--product", "option.import.product", "ID");
        return ApiVerb.Create("verb.device.import", async call =>
        {
            var path = call.Parsed.GetRequiredValue(file);
            var rows = Csv.Read(await File.ReadAllTextAsync(path, call.Token));
            var names = rows.Count == 0 ? [] : rows[0].Select(name => name.Trim()).ToArray();
            if (!names.Contains("node_id") || names.Except(Known).Any())
                throw new PlatformStartException([Phrase.Of("import.columns", path, string.Join(", ", Known))]);
            return await AddAsync(call, names, rows[1..], call.Parsed.GetValue(product));
        }, file, product);
    }

    static async Task<int> AddAsync(Call call, string[] names, IReadOnlyList<string[]> rows, string? product)
    {
        var refused = 0;
        using var progress = new ProgressLine(call.Error, rows.Count);
        if (!call.Json)
            call.Output.WriteLine("device_id,node_id,secret");
        for (var i = 0; i < rows.Count; i++)
        {
            string? Cell(string name) => Array.IndexOf(names, name) is >= 0 and var at && at < rows[i].Length && rows[i][at].Trim() is { Length: > 0 } value ? value : null;
            try
            {
                var added = await call.Client.AddDeviceAsync(new AddDevice
                {
                    ProductId = Cell("product_id") ?? product ?? "",
                    NodeId = Cell("node_id") ?? "",
                    DeviceId = Cell("device_id"),
                    DeviceName = Cell("device_name"),
                    Description = Cell("description"),
                    GatewayId = Cell("gateway_id"),
                    AppId = Cell("app_id"),
                    AuthInfo = Cell("gateway_id") is null ? new AuthInfo { AuthType = "SECRET", Secret = Cell("secret") } : null,
                }, call.Token);
                call.Say(Csv.Line(added.DeviceId, added.NodeId, added.AuthInfo?.Secret), new { row = i + 2, device_id = added.DeviceId, node_id = added.NodeId, secret = added.AuthInfo?.Secret });
            }
            catch (IotdaRequestException refusal) when ((int)refusal.Status is >= 400 and < 500)
            {
                refused++;
                // Rows as an editor counts them: the heading is the first.
                Failure.Print(call.Error, [Phrase.Of("import.refused", i + 2, refusal.Message)]);
            }
            progress.At(i + 1);
        }
        if (refused > 0)
            Failure.Print(call.Error, [Phrase.Of("import.done", rows.Count - refused, rows.Count)]);
        return refused == 0 ? 0 : Failure.Failed;
    }
}
