using System.Diagnostics;
using System.Globalization;

namespace Dukou.Bench.Load;

/// <summary>What processes and the machine have used so far, from /proc.</summary>
readonly record struct ProcessUse(double Server, double Own, double Machine, long At)
{
    // The kernel's unit for times in /proc (USER_HZ), the same on every machine that .NET runs on.
    const double TicksPerSecond = 100;

    public static ProcessUse Of(int processId) => new(Cpu(processId), Cpu(Environment.ProcessId), Busy(), Stopwatch.GetTimestamp());

    /// <summary>Resident memory in KiB; 0 for no process.</summary>
    public static long ResidentKiB(int processId) => processId == 0 ? 0
        : long.Parse(File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))[6..^3], CultureInfo.InvariantCulture);

    static double Cpu(int processId)
    {
        if (processId == 0)
            return 0;
        // The program's name may hold blanks and ends with a parenthesis; user and system time are fields 14 and 15.
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
    }

    static double Busy()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (Number(fields[1]) + Number(fields[2]) + Number(fields[3]) + Number(fields[6]) + Number(fields[7])) / TicksPerSecond;
    }

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
