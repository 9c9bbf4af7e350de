using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dukou.Cli;

/// <summary>What is written for scripts: one line of snake_case JSON whose members are always there, null when there is nothing.</summary>
static class Machine
{
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // Read by programs on a terminal or in a file, never inside HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
