using Dukou.Server.Certificates;
using Dukou.Server.Gateway;

namespace Dukou.Server.DeviceAuthentication;

/// <summary>What an expression may refer to: parts of a CONNECT and, in the password, the secret of the device.</summary>
sealed record TemplateInput(ConnectAttempt Attempt, string? Secret)
{
    public const string ClientId = "iotda::mqtt::client_id";
    public const string UserName = "iotda::mqtt::username";
    public const string DeviceSecret = "iotda::device::secret";

    public static bool IsKnown(string parameter) => parameter is ClientId or UserName or DeviceSecret || CertificateParameters.IsKnown(parameter);

    /// <exception cref="UnfitException">This CONNECT has no such part.</exception>
    public string Of(string parameter) => parameter switch
    {
        ClientId => Attempt.Connect.ClientId,
        UserName => Attempt.Connect.UserName,
        DeviceSecret => Secret,
        _ => Attempt.ClientCertificate is { } certificate ? CertificateParameters.Of(certificate, parameter) : null,
    } ?? throw new UnfitException($"there is no {parameter}");
}

/// <summary>An expression can't be computed for this CONNECT; the message is the sentence.</summary>
sealed class UnfitException(string sentence) : Exception(sentence);
