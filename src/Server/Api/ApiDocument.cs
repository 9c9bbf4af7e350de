using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Dukou.Server.Api;

/// <summary>
/// The OpenAPI document at <c>/openapi/v5.json</c>: every operation that works, under IoTDA's names. Asked with <c>?project_id=…</c>
/// it has that id as example of every path.
/// </summary>
static partial class ApiDocument
{
    public const string Name = "v5";
    public const string ProjectIdQuery = "project_id";
    public const string TokenScheme = "token";
    const string SignatureScheme = "signature";
    const string RefusalName = "Refusal";

    static readonly string[] Refusals = ["4XX", "5XX"];

    public static void Register(IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddOpenApi(Name, options =>
        {
            options.CreateSchemaReferenceId = type => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } id
                ? type.Type.DeclaringType is { } operation ? operation.Name + id : id
                : null;
            options.AddSchemaTransformer(CorrectAsync);
            options.AddOperationTransformer(DescribeAsync);
            options.AddDocumentTransformer(FinishAsync);
        });
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapOpenApi("/openapi/{documentName}.json");

    // The framework takes every parameter of a record's constructor for required, and our instants for ISO 8601.
    static Task CorrectAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var member in context.JsonTypeInfo.Properties.Where(member => !member.IsRequired && (member.IsGetNullable || member.IsSetNullable)))
            schema.Required?.Remove(member.Name);
        if (context.JsonTypeInfo.Type == typeof(DateTimeOffset) || context.JsonTypeInfo.Type == typeof(DateTimeOffset?))
            (schema.Type, schema.Format, schema.Pattern) = (JsonSchemaType.String, null, "^[0-9]{8}T[0-9]{6}Z$");
        return Task.CompletedTask;
    }

    static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        // An endpoint may have words of its own; every one is a named method of a class.
        var text = operation.Description ?? DocComments.Of(metadata.OfType<MethodInfo>().Single().DeclaringType!) ?? operation.OperationId!;
        var clause = DocComments.FirstClause(text);
        // The name comes first: it is what people look for in a list of operations.
        operation.Summary = $"{operation.OperationId}: {clause}";
        operation.Description = clause.Length + 1 < text.Length ? text : null;
        if (metadata.OfType<IAllowAnonymous>().Any())
            operation.Security = [];
        // Those of sign-in have IAM's shape.
        foreach (var status in metadata.OfType<OperationAttribute>().Any() ? Refusals : [])
            operation.Responses!.TryAdd(status, new OpenApiResponseReference(RefusalName, context.Document));
        return Task.CompletedTask;
    }

    static Task FinishAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new() { Title = "Dukou", Version = Name, Description = "The IoTDA application API, and the platform's own operations under /v1." };
        // Wherever the document was read: the framework would name the address that this caller used.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [TokenScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Auth-Token", Description = "A token from POST /v3/auth/tokens." },
            [SignatureScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "Authorization", Description = "SDK-HMAC-SHA256 or V11-HMAC-SHA256 with an access key." },
        };
        document.Components.Responses = new Dictionary<string, IOpenApiResponse> { [RefusalName] = Refusal() };
        document.Security = [Requires(document, TokenScheme), Requires(document, SignatureScheme)];

        var projectId = context.ApplicationServices.GetRequiredService<IHttpContextAccessor>().HttpContext?.Request.Query[ProjectIdQuery].ToString();
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths)
        {
            foreach (var operation in item.Operations?.Values.ToArray() ?? [])
                NameParameters(operation, path, projectId);
            paths[SnakeCase(path)] = item;
        }
        document.Paths = paths;
        return Task.CompletedTask;
    }

    // What every refusal looks like; which codes an operation gives is said where it is thrown, and in the trace.
    static OpenApiResponse Refusal() => new()
    {
        Description = "Refused: `error_code` is stable, `error_msg` says why. `GET /v1/{project_id}/traces?request_id=…` with the answer's `X-Request-Id` tells more.",
        Headers = new Dictionary<string, IOpenApiHeader> { [CallTraces.RequestIdHeader] = new OpenApiHeader { Schema = Text() } },
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "error_code", "error_msg" },
                    Properties = new Dictionary<string, IOpenApiSchema> { ["error_code"] = Text(), ["error_msg"] = Text() },
                },
            },
        },
    };

    static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    static void NameParameters(OpenApiOperation operation, string path, string? projectId)
    {
        operation.Parameters ??= [];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>().Where(parameter => parameter.In == ParameterLocation.Path))
            parameter.Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!);
        if (!path.Contains("{projectId}", StringComparison.Ordinal))
            return;
        operation.Parameters.Insert(0, new OpenApiParameter
        {
            Name = ProjectIdQuery,
            In = ParameterLocation.Path,
            Required = true,
            Schema = Text(),
            Example = projectId is { Length: 32 } && projectId.All(char.IsAsciiHexDigitLower) ? JsonValue.Create(projectId) : null,
        });
    }

    static OpenApiSecurityRequirement Requires(OpenApiDocument document, string scheme) => new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    /// <summary>A route with its parameters named as IoTDA names them.</summary>
    public static string SnakeCase(string path) => Parameter().Replace(path, match => "{" + JsonNamingPolicy.SnakeCaseLower.ConvertName(match.Groups[1].Value) + "}");

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();
}
