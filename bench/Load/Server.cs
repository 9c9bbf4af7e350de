using System.Text.Json;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk;

namespace Dukou.Bench.Load;

/// <summary>The platform's API as the load uses it, from the line that <c>dukou up --json</c> printed.</summary>
sealed class Server : IDisposable
{
    Server(HttpClient http, string projectId)
    {
        Http = http;
        ProjectId = projectId;
    }

    public HttpClient Http { get; }

    public string ProjectId { get; }

    /// <summary>Signs in: a token costs the load less than a signature for each call.</summary>
    public static async Task<Server> OpenAsync(LoadOptions options)
    {
        var file = options.ServerFile ?? throw new ArgumentException("--server FILE is needed: the line that `dukou up --json` printed.");
        var ready = JsonNode.Parse(await File.ReadAllTextAsync(file)) ?? throw new JsonException($"{file} is empty.");
        string Text(string name) => (string?)ready[name] ?? throw new JsonException($"{file} has no {name}.");
        var endpoint = new Uri(Text("api"));
        var token = await ApplicationClient.SignInAsync(endpoint, Text("domain"), Text("user"), Text("password"));
        // One connection for each call under way, so that none waits for another in this process.
        return new Server(new HttpClient(new SigningHandler(token, TimeProvider.System, new SocketsHttpHandler())) { BaseAddress = endpoint }, token.ProjectId);
    }

    public void Dispose() => Http.Dispose();
}
