using Dukou.Server.Api;

namespace Dukou.Server.Provisioning;

/// <summary>Rules of a registration group's members that creating and updating share.</summary>
static class RegistrationGroupFields
{
    // A longer answer would not fit the small buffers of modules.
    const int InitConfigCharactersMax = 4096;
    const int SecretBytesMin = 8;
    const int SecretCharactersMax = 256;

    public static Check Fields(this Check check, string? name, string? secret, string? initConfig, long? deviceMax) => check
        .Range(deviceMax, "device_max", 1, int.MaxValue)
        .Text(name, "group_name", 64, Patterns.Name)
        .Text(secret, "group_secret", SecretCharactersMax)
        .That(secret is null || IsSecret(secret), "group_secret", $"must be Base64 of at least {SecretBytesMin} bytes")
        .Text(initConfig, "init_config", InitConfigCharactersMax, min: 0);

    static bool IsSecret(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length >= SecretBytesMin;
    }
}
