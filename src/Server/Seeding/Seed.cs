using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Products;

namespace Dukou.Server.Seeding;

/// <summary>
/// What <c>--seed FILE</c> describes: the account, and products and devices in the form in which CreateProduct and AddDevice take them.
/// </summary>
sealed record Seed(string? ProjectId, string? Ak, string? Sk, string? User, string? Password, IReadOnlyList<CreateProduct.Request>? Products, IReadOnlyList<AddDevice.Request>? Devices)
{
    static readonly JsonSerializerOptions Strict = new(Json.Options)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <exception cref="PlatformStartException">The file can't be read, or isn't a seed.</exception>
    public static Seed Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<Seed>(stream, Strict) ?? throw new JsonException("it is null");
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new PlatformStartException([$"--seed: {path} can't be used: {failure.Message}"]);
        }
    }

    /// <summary>The settings with the seed's account where they have none of their own.</summary>
    public ServerOptions Account(ServerOptions options) => options with
    {
        ProjectId = options.ProjectId ?? ProjectId,
        AccessKey = options.AccessKey ?? Ak,
        SecretKey = options.SecretKey ?? Sk,
        User = options.User ?? User,
        Password = options.Password ?? Password,
    };
}
