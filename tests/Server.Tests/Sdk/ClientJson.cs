using System.Text.Json;

namespace Dukou.Server.Tests.Sdk;

/// <summary>The features' own bodies as the client's records.</summary>
static class ClientJson
{
    public static T Parse<T>(string json) => JsonSerializer.Deserialize<T>(json) ?? throw new ArgumentException("null is no body.", nameof(json));
}
