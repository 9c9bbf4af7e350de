using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;

namespace Dukou.Server.Api;

/// <summary>
/// Finds every <see cref="OperationAttribute"/> in the assembly and maps it. Adding an operation is adding its file. What IoTDA has
/// and no class implements answers 501 and names the operation.
/// </summary>
static partial class Operations
{
    public static IReadOnlyList<(OperationAttribute Operation, MethodInfo Handler)> All { get; } = [.. typeof(Operations).Assembly.GetTypes()
        .Select(type => (Type: type, Operation: type.GetCustomAttribute<OperationAttribute>()))
        .Where(found => found.Operation is not null)
        .Select(found => (found.Operation!, Handler: found.Type.GetMethod("Handle", BindingFlags.Public | BindingFlags.Static)
            ?? throw new InvalidOperationException($"{found.Type} has no public static Handle method.")))
        .OrderBy(found => found.Item1.Route, StringComparer.Ordinal)];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var built = new HashSet<string>();
        foreach (var (operation, handler) in All)
        {
            var name = handler.DeclaringType!.Name;
            var known = Known(name, operation);
            built.Add(name);
            var endpoint = new OperationEndpoint(handler, known.Status);
            var mapped = routes.MapMethods(operation.Route, [operation.Method], endpoint.InvokeAsync);
            mapped.Add(builder => endpoint.InferMetadata(builder, routes.ServiceProvider, operation.Method));
            if (ReturnsPlainValue(handler))
                mapped.Finally(builder => DeclareSuccess(builder, known.Status));
            mapped
                .WithName(name)
                .WithTags(known.Group)
                .WithMetadata(operation, known);
        }
        foreach (var missing in OperationTable.All.Values.Where(operation => !built.Contains(operation.Name)))
            routes.MapMethods("/v5/iot/{projectId}/" + CamelCaseParameters(missing.Path), [missing.Method], (RequestDelegate)(_ => throw Errors.NotBuilt(missing.Name)));
    }

    static KnownOperation Known(string name, OperationAttribute operation) => operation.Own
        ? new KnownOperation(name, operation.Group ?? "platform", operation.Method, operation.Path, operation.Success)
        : OperationTable.All.GetValueOrDefault(name) ?? throw new InvalidOperationException($"IoTDA has no operation {name}; an own operation says Own = true.");

    static bool ReturnsPlainValue(MethodInfo handler)
    {
        var type = handler.ReturnType;
        if (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)))
            type = type.GetGenericArguments()[0];
        return !type.IsAssignableTo(typeof(IResult));
    }

    // The framework declares 200 for a plain value; the document must say what the filter above makes of it.
    static void DeclareSuccess(EndpointBuilder endpoint, int status)
    {
        var inferred = endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().FirstOrDefault(answer => answer.StatusCode == StatusCodes.Status200OK);
        if (inferred is not null)
            endpoint.Metadata.Remove(inferred);
        var type = status == StatusCodes.Status204NoContent ? typeof(void) : inferred?.Type ?? typeof(void);
        endpoint.Metadata.Add(new ProducesResponseTypeMetadata(status, type, type == typeof(void) ? [] : ["application/json"]));
    }

    // Route parameters have the same names everywhere, so that traces find the device of a call.
    static string CamelCaseParameters(string path) => Underscored().Replace(path, match => match.Groups[1].Value.ToUpperInvariant());

    [GeneratedRegex("_([a-z])(?=[^{]*})")]
    private static partial Regex Underscored();
}
