namespace Dukou.Server.Api;

/// <summary>The refusals that more than one feature uses, by IoTDA's code. A feature's own refusals stand in its folder.</summary>
static class Errors
{
    public static IotdaException Internal(string requestId) =>
        new(new(500, "IOTDA.000001", $"The platform failed to handle the request; its log has the cause under request id {requestId}."));

    /// <summary>A member or parameter has a value that isn't allowed; the sentence names each.</summary>
    public static IotdaException InvalidRequest(string sentence) => new(new(400, "IOTDA.000006", sentence));

    /// <summary>The body isn't what the operation reads: broken JSON, wrong media type.</summary>
    public static IotdaException Malformed(string sentence) => new(new(400, "IOTDA.000008", sentence));

    public static IotdaException NotJson() => new(new(400, "IOTDA.000008", "The body must be JSON: send Content-Type: application/json."));

    public static IotdaException TooLarge() => new(new(413, "IOTDA.000008", "The body is larger than the platform accepts."));

    public static IotdaException LimitOutOfRange(string sentence) => new(new(400, "IOTDA.000017", sentence));

    public static IotdaException MarkerOutOfRange(string sentence) => new(new(400, "IOTDA.000018", sentence));

    public static IotdaException Forbidden(string sentence) => new(new(403, "IOTDA.000021", sentence));

    /// <summary>No operation has this path and method.</summary>
    public static IotdaException UnknownUri(string method, string path) => new(new(404, "IOTDA.000029", $"There is no operation {method} {path}."), ApiReasons.UnknownPath);

    /// <summary>The path is right, the method isn't.</summary>
    public static IotdaException MethodNotAllowed(string method, string path, string allowed) =>
        new(new(405, "IOTDA.000029", $"{path} does not take {method}; it takes {allowed}."));

    /// <summary>IoTDA has the operation, this release doesn't.</summary>
    public static IotdaException NotBuilt(string operation) =>
        new(new(501, "IOTDA.000029", $"{operation} is not built yet; docs/compatibility.md lists the operations that work."), ApiReasons.NotBuilt.With(("operation", operation)));

    public static IotdaException ApplicationNotFound(string appId) => new(new(403, "IOTDA.001000", $"The resource space {appId} does not exist."));

    public static IotdaException ProductNotFound(string productId) => new(new(404, "IOTDA.013001", $"The product {productId} does not exist."));

    public static IotdaException DeviceNotFound(string deviceId) => new(new(404, "IOTDA.014000", $"The device {deviceId} does not exist."));

    public static IotdaException DeviceNotOnline(string deviceId) =>
        new(new(403, "IOTDA.014016", $"The device {deviceId} is not online; connect it and send the request again."));

    public static IotdaException DeviceExists(string sentence) => new(new(400, "IOTDA.014031", sentence));

    /// <summary>The platform is behind with something that it must not answer without; the caller may try again.</summary>
    public static IotdaException Busy(string sentence) => new(new(503, "IOTDA.000003", sentence));
}
