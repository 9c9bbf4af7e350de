using System.Text;
using System.Text.Json;
using Dukou.Bench.Load;
using Dukou.Protocol.Iotda;

namespace Dukou.Bench.Micro;

/// <summary>What the benchmarks work on: the load's own device, model and report.</summary>
static class Samples
{
    public static readonly BenchDevice Device = new(1);

    public static readonly byte[] Topic = Encoding.UTF8.GetBytes($"$oc/devices/{Device.DeviceId}/sys/properties/report");

    public static readonly byte[] Properties = """{"temperature":23.42,"humidity":51.07,"co2":431,"seq":184467440,"state":"normal............................"}"""u8.ToArray();

    public static readonly byte[] Report = [.. """{"services":[{"service_id":"environment","properties":"""u8, .. Properties, .. "}]}"u8];

    /// <summary>One of its five values is out of range.</summary>
    public static readonly byte[] PartlyFitting = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Report).Replace("51.07", "510.7", StringComparison.Ordinal));

    public static ProductModel Model()
    {
        using var services = JsonDocument.Parse(SeedFile.Services);
        return ProductModel.TryParse(services.RootElement, out var model, out var mistakes) ? model : throw new InvalidOperationException(mistakes[0].ToString());
    }
}
