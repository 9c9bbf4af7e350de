using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dukou.Bench.Load;

/// <summary>The measured part of a run: made when it begins, completed when it ends.</summary>
sealed class Outcome(LoadOptions options, string mode)
{
    static readonly JsonSerializerOptions OneLine = new() { WriteIndented = false };

    readonly ProcessUse _begin = ProcessUse.Of(options.ProcessId);
    readonly JsonObject _line = new() { ["mode"] = mode, ["label"] = options.Label };

    /// <summary>Adds the rate and what one of <paramref name="count"/> cost the server.</summary>
    public Outcome Counted(string unit, long count, Latencies? latencies = null)
    {
        var end = ProcessUse.Of(options.ProcessId);
        var seconds = Stopwatch.GetElapsedTime(_begin.At, end.At).TotalSeconds;
        _line["seconds"] = Math.Round(seconds, 2);
        _line[unit] = count;
        _line["rate"] = Math.Round(count / seconds);
        _line["server_us"] = Math.Round((end.Server - _begin.Server) * 1e6 / Math.Max(1, count), 2);
        _line["server_cores"] = Math.Round((end.Server - _begin.Server) / seconds, 3);
        _line["load_us"] = Math.Round((end.Own - _begin.Own) * 1e6 / Math.Max(1, count), 2);
        // What others used meanwhile tells whether the run is worth anything.
        _line["other_cores"] = Math.Round(Math.Max(0, end.Machine - _begin.Machine - (end.Server - _begin.Server) - (end.Own - _begin.Own)) / seconds, 2);
        _line["rss_mib"] = ProcessUse.ResidentKiB(options.ProcessId) / 1024;
        return latencies is null ? this : With("p50_us", latencies.At(0.5)).With("p99_us", latencies.At(0.99)).With("p999_us", latencies.At(0.999));
    }

    public Outcome With(string name, JsonNode? value)
    {
        _line[name] = value;
        return this;
    }

    public void Print(TextWriter output) => output.WriteLine(_line.ToJsonString(OneLine));
}
