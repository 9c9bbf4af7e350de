using Dukou.Protocol.Mqtt;
using Dukou.Server.Api;

namespace Dukou.Server.HttpDevices;

/// <summary>The refusals of the HTTPS device API by IoTDA's code (D:7002, D:7008-7011). The sentence of the answer is the reason's.</summary>
static class HttpDeviceErrors
{
    public static IotdaException Token(Because because) => Of(403, "IOTDA.000004", because);

    public static IotdaException TooFast(Because because) => Of(403, "IOTDA.021101", because);

    public static IotdaException AllTooFast(Because because) => Of(403, "IOTDA.021102", because);

    public static IotdaException ForeignChildren(Because because) => Of(400, "IOTDA.021104", because);

    public static IotdaException TooLarge(Because because) => Of(403, "IOTDA.021105", because);

    public static IotdaException Invalid(Because because) => Of(400, "IOTDA.000006", because);

    /// <summary>A refused proof of identity.</summary>
    public static IotdaException Unproven(ReasonCode code, Because because) => code switch
    {
        ReasonCode.ClientIdentifierNotValid => Invalid(because),
        ReasonCode.NotAuthorized => Of(403, "IOTDA.000021", because),
        _ => Of(401, "IOTDA.000002", because),
    };

    /// <summary>A report that the pipeline refused.</summary>
    public static IotdaException Refused(ReasonCode code, Because because) => code == ReasonCode.QuotaExceeded ? TooLarge(because) : Invalid(because);

    static IotdaException Of(int status, string code, Because because) => new(new(status, code, $"{because.Sentence()} {because.Remedy()}".TrimEnd()), because);
}
