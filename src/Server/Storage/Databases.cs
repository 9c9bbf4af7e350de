using System.Diagnostics.Metrics;

namespace Dukou.Server.Storage;

/// <summary>
/// The files of one installation, each with its own writer (DESIGN: one writer per file): <c>core.db</c> the registry and queues,
/// <c>shadow.db</c> the projected shadows, <c>traces.db</c> what became of things, <c>audit.db</c> who changed what. The inbox and the history own their files themselves.
/// </summary>
sealed class Databases : IAsyncDisposable
{
    readonly Meter _meter = new(InboxMetrics.MeterName);

    public Databases(DataFolder folder)
    {
        Core = Database.Open(folder.File(DataFolder.CoreName), "core");
        Shadow = Database.Open(folder.File("shadow.db"), "shadow");
        Traces = Database.Open(folder.File("traces.db"), "traces");
        Exchange = Database.Open(folder.File("exchange.db"), "exchange");
        Audit = Database.Open(folder.File("audit.db"), "audit");
        _meter.CreateObservableGauge<int>("dukou.database.waiting", () => new[] { Waiting("core", Core), Waiting("shadow", Shadow), Waiting("traces", Traces), Waiting("exchange", Exchange), Waiting("audit", Audit) },
            "{write}", "Writes of a file that are under way or wait for their transaction.");
    }

    public Database Core { get; }
    public Database Shadow { get; }
    public Database Traces { get; }
    public Database Audit { get; }

    /// <summary>What devices say to each other, and the sessions that wait for it.</summary>
    public Database Exchange { get; }

    public async ValueTask DisposeAsync()
    {
        _meter.Dispose();
        await Core.DisposeAsync();
        await Shadow.DisposeAsync();
        await Traces.DisposeAsync();
        await Exchange.DisposeAsync();
        await Audit.DisposeAsync();
    }

    static Measurement<int> Waiting(string file, Database database) => new(database.WritesWaiting, new KeyValuePair<string, object?>("file", file));
}
