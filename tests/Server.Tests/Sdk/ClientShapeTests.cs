using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Dukou.ApplicationSdk;
using Dukou.Server.Api;
using Dukou.Server.Tests.Architecture;
using Microsoft.AspNetCore.Http;

namespace Dukou.Server.Tests.Sdk;

/// <summary>The client has what the server has, without a line written for it.</summary>
public sealed class ClientShapeTests
{
    static readonly Dictionary<string, MethodInfo> Methods = typeof(ApplicationClient).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal)).ToLookup(method => method.Name[..^"Async".Length]).ToDictionary(same => same.Key, same => same.First());

    // Free JSON on the server's side, which relays or stores it as it came.
    static readonly Type[] Free = [typeof(JsonElement), typeof(JsonNode), typeof(JsonObject), typeof(JsonArray), typeof(object)];

    [Fact]
    public void Every_operation_of_the_server_is_a_method_of_the_client()
    {
        Assert.NotEmpty(Operations.All);
        Assert.DoesNotContain(Operations.All.Select(found => found.Handler.DeclaringType!.Name), name => !Methods.ContainsKey(name)); // A method of a type.
    }

    [Fact]
    public void Every_operation_is_called_through_the_client_by_a_test()
    {
        var called = typeof(ClientShapeTests).Assembly.GetTypes().Where(type => type.Namespace == typeof(ClientShapeTests).Namespace)
            .SelectMany(type => type.GetMethods()).Where(method => method.IsDefined(typeof(FactAttribute))).SelectMany(Il.CallsOf)
            .Where(method => method.DeclaringType == typeof(ApplicationClient)).Select(method => method.Name).ToHashSet();
        Assert.DoesNotContain(Operations.All.Select(found => found.Handler.DeclaringType!.Name), name => !called.Contains(name + "Async")); // A method of a type.
    }

    [Fact]
    public void Every_member_that_an_own_operation_answers_is_a_member_of_the_client_s_record()
    {
        var lost = Operations.All.Where(found => found.Operation.Own).SelectMany(found => Lost(found.Handler.DeclaringType!.Name, Result(found.Handler.ReturnType), Result(Methods[found.Handler.DeclaringType.Name].ReturnType), []));
        Assert.Empty(lost);
    }

    static IEnumerable<string> Lost(string path, Type? server, Type? client, HashSet<(Type, Type)> seen)
    {
        (server, client) = (Item(server), Item(client));
        if (server is null || client is null || server.IsAssignableTo(typeof(IResult)) || server.Namespace?.StartsWith("Dukou", StringComparison.Ordinal) != true || server.IsEnum || Free.Contains(server) || Free.Contains(client) || !seen.Add((server, client)))
            return [];
        var members = client.GetProperties().Where(member => member.GetCustomAttribute<JsonPropertyNameAttribute>() is not null)
            .ToDictionary(member => member.GetCustomAttribute<JsonPropertyNameAttribute>()!.Name, member => member.PropertyType); // Filtered above.
        return server.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(member => member.GetCustomAttribute<JsonIgnoreAttribute>() is null && member.Name != "EqualityContract")
            .Select(member => (Name: member.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name), member.PropertyType))
            .SelectMany(member => members.TryGetValue(member.Name, out var known) ? Lost($"{path}.{member.Name}", member.PropertyType, known, seen) : [$"{path}.{member.Name}"]);
    }

    static Type? Result(Type type) => type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)) ? type.GetGenericArguments()[0]
        : type == typeof(Task) || type == typeof(ValueTask) || type == typeof(void) ? null : type;

    static Type? Item(Type? type) => type is null ? null : Nullable.GetUnderlyingType(type) ?? (type.IsGenericType ? Item(type.GetGenericArguments()[^1]) : type.IsArray ? type.GetElementType() : type);
}
