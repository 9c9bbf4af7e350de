using System.Text.Json;
using System.Text.RegularExpressions;
using Dukou.Server.Storage;
using Microsoft.AspNetCore.Http.Metadata;

namespace Dukou.Server.Api;

/// <summary>
/// The one place where a failure of the REST API becomes an answer: <c>{error_code, error_msg}</c>. Every answer carries
/// <c>X-Request-Id</c>; an answer of a failure is never anything but JSON.
/// </summary>
sealed partial class ErrorResponses(RequestDelegate next, ILogger<ErrorResponses> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (Bare(context) is { } refused)
                await WriteAsync(context, refused);
        }
        catch (IotdaException refused)
        {
            await WriteAsync(context, refused);
        }
        catch (BadHttpRequestException refused)
        {
            await WriteAsync(context, Unreadable(context, refused));
        }
        catch (StorageException failure)
        {
            ApiLog.StorageFailed(log, failure, context.TraceIdentifier);
            await WriteAsync(context, Errors.Busy(failure.Message));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is nobody to answer.
        }
        // Our fault: the caller learns where to look, the process goes on.
        catch (Exception failure)
        {
            ApiLog.OperationFailed(log, failure, context.Request.Method, context.Request.Path, context.TraceIdentifier);
            await WriteAsync(context, Errors.Internal(context.TraceIdentifier));
        }
    }

    /// <summary>Routing refuses with a status only; this gives it a body.</summary>
    static IotdaException? Bare(HttpContext context)
    {
        if (context.Response.HasStarted || context.Features.Get<Refusal>() is not null)
            return null;
        var (method, path) = (context.Request.Method, context.Request.Path.ToString());
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound when context.GetEndpoint() is null => Errors.UnknownUri(method, path),
            StatusCodes.Status405MethodNotAllowed => Errors.MethodNotAllowed(method, path, context.Response.Headers.Allow.ToString()),
            StatusCodes.Status415UnsupportedMediaType => Errors.NotJson(),
            _ => null,
        };
    }

    static IotdaException Unreadable(HttpContext context, BadHttpRequestException refused) => refused switch
    {
        { InnerException: JsonException mistake } => JsonMistakes.Explain(mistake, context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType),
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => Errors.TooLarge(),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Errors.NotJson(),
        _ when BoundParameter().Match(refused.Message) is { Success: true } bound => Errors.InvalidRequest(bound.Groups["value"] is { Success: true, Value: var value }
            ? $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(bound.Groups["name"].Value)}: '{value}' is not of the right type."
            : $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(bound.Groups["name"].Value)}: is required."),
        _ when context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is not null => Errors.Malformed("The operation needs a JSON body."),
        _ => Errors.Malformed(refused.Message),
    };

    // The framework names the parameter in a sentence only: Failed to bind parameter "int offset" from "x". / Required parameter "string name" was not provided …
    [GeneratedRegex("""^(Failed to bind|Required) parameter "\S+ (?<name>\w+)"( from "(?<value>.*)")?""")]
    private static partial Regex BoundParameter();

    static async Task WriteAsync(HttpContext context, IotdaException refused)
    {
        var error = refused.Error;
        context.Features.Set(new Refusal(error, refused.Because, refused.Detail));
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        var allow = context.Response.Headers.Allow;
        context.Response.Clear();
        context.Response.Headers.Allow = allow;
        context.Response.Headers[CallTraces.RequestIdHeader] = context.TraceIdentifier;
        context.Response.StatusCode = error.Status;
        await context.Response.WriteAsJsonAsync(new Body(error.Code, error.Message), Json.Options);
    }

    sealed record Body(string ErrorCode, string ErrorMsg);
}
