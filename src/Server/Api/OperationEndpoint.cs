using System.Linq.Expressions;
using System.Reflection;

namespace Dukou.Server.Api;

/// <summary>
/// One operation on its route. What the router and the API document need is inferred when the endpoints are built; the code that reads
/// parameters and writes the answer is compiled at the operation's first call. A hundred of them at once would be a third of a start.
/// </summary>
sealed class OperationEndpoint(MethodInfo handler, int status)
{
    // The framework's own rule: these methods have no body unless a parameter asks for one.
    static readonly HashSet<string> Bodiless = new(["GET", "DELETE", "HEAD", "OPTIONS"], StringComparer.Ordinal);

    RequestDelegateFactoryOptions? _options;
    RequestDelegateMetadataResult? _inferred;
    RequestDelegate? _compiled;

    public void InferMetadata(EndpointBuilder endpoint, IServiceProvider services, string method)
    {
        endpoint.Metadata.Add(handler);
        foreach (var attribute in handler.GetCustomAttributes())
            endpoint.Metadata.Add(attribute);
        _options = new RequestDelegateFactoryOptions
        {
            ServiceProvider = services,
            RouteParameterNames = ((RouteEndpointBuilder)endpoint).RoutePattern.Parameters.Select(parameter => parameter.Name),
            ThrowOnBadRequest = true,
            DisableInferBodyFromParameters = Bodiless.Contains(method),
            EndpointBuilder = endpoint,
        };
        _inferred = RequestDelegateFactory.InferMetadata(handler, _options);
    }

    public Task InvokeAsync(HttpContext context)
    {
        // Two first calls at once compile twice; both results do the same.
        var compiled = _compiled ??= RequestDelegateFactory.Create(Delegate(), _options, _inferred).RequestDelegate;
        context.Response.StatusCode = status;
        return compiled(context);
    }

    Delegate Delegate() =>
        handler.CreateDelegate(Expression.GetDelegateType([.. handler.GetParameters().Select(parameter => parameter.ParameterType), handler.ReturnType]));
}
