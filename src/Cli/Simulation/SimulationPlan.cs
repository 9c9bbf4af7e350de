using System.Collections.Concurrent;
using System.Globalization;
using Dukou.Cli.Remote;
using Dukou.Cli.Wire;
using Dukou.Protocol.Iotda;

namespace Dukou.Cli.Simulation;

/// <summary>What every device of a simulation does.</summary>
/// <param name="Broker">Where they connect.</param>
/// <param name="Model">What they may report.</param>
/// <param name="Interval">Between two reports of one device.</param>
/// <param name="Reports">How many each sends; null for no end.</param>
/// <param name="Seed">The same number makes the same values.</param>
sealed record SimulationPlan(Broker Broker, ProductModel Model, TimeSpan Interval, int? Reports, int Seed);

/// <summary>The end of a simulation, as <c>--json</c> prints it.</summary>
sealed record SimulationSummary(long Connected, long Reports, long Commands, long Messages, long Refused);

/// <summary>What all devices of a simulation have done together. Any thread.</summary>
sealed class SimulationCounts
{
    const int ReasonsMax = 10;
    static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<string, bool> _reasons = new();
    long _connected;
    long _reports;
    long _commands;
    long _messages;
    long _refused;

    public SimulationSummary Summary => new(Interlocked.Read(ref _connected), Interlocked.Read(ref _reports), Interlocked.Read(ref _commands), Interlocked.Read(ref _messages), Interlocked.Read(ref _refused));

    /// <summary>Why devices could not go on, each once.</summary>
    public IEnumerable<string> Reasons => _reasons.Keys.Take(ReasonsMax);

    public void Connected() => Interlocked.Increment(ref _connected);

    public void Reported() => Interlocked.Increment(ref _reports);

    public void Commanded() => Interlocked.Increment(ref _commands);

    public void Told() => Interlocked.Increment(ref _messages);

    public void Refuse(string reason)
    {
        Interlocked.Increment(ref _refused);
        if (_reasons.Count < ReasonsMax)
            _reasons.TryAdd(reason, true);
    }

    /// <summary>One line that a person at a terminal sees change, until the simulation ends.</summary>
    public async Task ShowAsync(Call call, Task running)
    {
        if (!ReferenceEquals(call.Error, Console.Error) || Console.IsErrorRedirected)
            return;
        using var timer = new PeriodicTimer(Every);
        var before = 0L;
        while (!running.IsCompleted && await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            var now = Summary;
            call.Error.Write("\r" + Phrase.Of("simulate.line", now.Connected, now.Reports, (now.Reports - before).ToString(CultureInfo.InvariantCulture), now.Commands) + "   ");
            before = now.Reports;
        }
        call.Error.WriteLine();
    }
}
