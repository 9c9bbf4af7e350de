using Dukou.Server.Api;

namespace Dukou.Server.DeviceRules;

/// <summary>What is refused about rules.</summary>
static class DeviceRuleErrors
{
    public static IotdaException NotFound(string ruleId) => new(new(404, "IOTDA.010002", $"The rule {ruleId} does not exist."));

    /// <summary>IoTDA runs such rules itself; this release doesn't.</summary>
    public static IotdaException OtherType(string ruleType) =>
        new(new(501, "IOTDA.000029", $"Rules of type {ruleType} are not built here: the platform itself runs no rules yet. A rule of type {DeviceRule.Type} runs on its devices."),
            ApiReasons.NotBuilt.With(("operation", $"rule_type {ruleType}")));
}
