using System.Collections.Frozen;
using System.Globalization;

namespace Dukou.Server.Api;

/// <summary>One of IoTDA's operations: its name, group, method, path below <c>/v5/iot/{project_id}/</c> and status of success.</summary>
sealed record KnownOperation(string Name, string Group, string Method, string Path, int Status);

/// <summary>All 173 operations of IoTDA's REST API v5, built or not, read from <c>operations.tsv</c>.</summary>
static class OperationTable
{
    public static FrozenDictionary<string, KnownOperation> All { get; } = Read().ToFrozenDictionary(operation => operation.Name);

    static IEnumerable<KnownOperation> Read()
    {
        using var reader = new StreamReader(typeof(OperationTable).Assembly.GetManifestResourceStream("operations.tsv")!);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');
            yield return new KnownOperation(cells[0], cells[1], cells[2], cells[3], int.Parse(cells[4], CultureInfo.InvariantCulture));
        }
    }
}
