using System.Diagnostics;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;
using Dukou.Server.Tests;

namespace Dukou.WebConsole.Tests;

/// <summary>200,000 devices on a platform, of which some report 1,000 times a second together; the platform's clock goes along.</summary>
sealed class FullPlatform : IAsyncDisposable
{
    const int Devices = 200_000;
    const int ReportersCount = 40;
    const int PerSecond = 1_000;

    readonly TestPlatform _platform;
    readonly List<(string DeviceId, WireClient Client)> _reporters = [];
    readonly CancellationTokenSource _enough = new();
    Task<double> _load = Task.FromResult(0.0);

    FullPlatform(TestPlatform platform, string productId) => (_platform, ProductId) = (platform, productId);

    public string ProductId { get; }

    public IEnumerable<string> Reporters => _reporters.Select(reporter => reporter.DeviceId);

    public static async Task<FullPlatform> FillAsync(TestPlatform platform)
    {
        var filled = new FullPlatform(platform, await platform.AddProductAsync());
        await RegisterAsync(platform, filled.ProductId);
        for (var n = 0; n < ReportersCount; n++)
        {
            var deviceId = await platform.AddDeviceAsync(filled.ProductId, $"reporter{n}");
            filled._reporters.Add((deviceId, await platform.ConnectDeviceAsync(deviceId)));
        }
        return filled;
    }

    /// <summary>Begins to report.</summary>
    public void Report() => _load = LoadAsync();

    /// <summary>Ends it; the reports of a second that went out on average.</summary>
    public async Task<double> StopAsync()
    {
        await _enough.CancelAsync();
        return await _load;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var (_, client) in _reporters)
            await client.DisposeAsync();
        _enough.Dispose();
    }

    // By way of the table: through the API it would take minutes and show nothing of the console.
    static async Task RegisterAsync(TestPlatform platform, string productId)
    {
        var (rowIds, app, now) = (platform.Service<RowId>(), platform.Service<SpaceStore>().Default.AppId, platform.Clock.GetUtcNow());
        const int Slice = 10_000;
        for (var first = 0; first < Devices; first += Slice)
            await platform.Service<Databases>().Core.WriteAsync(core =>
            {
                for (var n = first; n < first + Slice; n++)
                    DeviceTable.TryInsert(core, rowIds.Next(), platform.ProjectId, new Device($"{productId}_seeded{n}", app, productId, $"seeded{n}", now) { Version = 1 });
            }, cancellationToken: TestContext.Current.CancellationToken);
    }

    // Messages that are due are sent, however late the machine calls.
    async Task<double> LoadAsync()
    {
        var (started, sent, ticked) = (Stopwatch.GetTimestamp(), 0L, TimeSpan.Zero);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        try
        {
            while (await timer.WaitForNextTickAsync(_enough.Token))
            {
                var elapsed = Stopwatch.GetElapsedTime(started);
                _platform.Clock.Advance(elapsed - ticked);
                for (ticked = elapsed; sent < elapsed.TotalSeconds * PerSecond; sent++)
                {
                    var (deviceId, client) = _reporters[(int)(sent % ReportersCount)];
                    await client.PublishAsync($"$oc/devices/{deviceId}/sys/properties/report", $$$"""{"services":[{"service_id":"Lamp","properties":{"level":{{{sent % 100}}}}}]}""");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // All is measured.
        }
        return sent / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
