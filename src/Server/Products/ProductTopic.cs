using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Dukou.Server.Products;

/// <summary>
/// A topic that a product's devices may use below <c>$oc/devices/{device_id}/user/</c> (U:iot_02_9998). Part of its
/// <see cref="Product"/>, and cached with it.
/// </summary>
/// <param name="TopicId">24 hexadecimal digits.</param>
/// <param name="Topic">The suffix, case-sensitive, unique in the product.</param>
/// <param name="Operation">What devices may do: <c>PUBLISH</c>, <c>SUBSCRIBE</c> or <c>ALL</c>.</param>
/// <param name="Description">The owner's words.</param>
/// <param name="CreateTime">When it was declared.</param>
sealed partial record ProductTopic(string TopicId, string Topic, string Operation, string? Description, DateTimeOffset CreateTime)
{
    /// <summary>Topics of a product (U:iot_02_9997).</summary>
    public const int CountMax = 50;

    /// <summary>Bytes of a suffix; one page says 64, the schema 128.</summary>
    public const int SuffixBytesMax = 128;

    /// <summary>Letters, digits and underscores in levels; no level is empty.</summary>
    [GeneratedRegex(@"^[a-zA-Z0-9_]+(/[a-zA-Z0-9_]+)*\z")]
    public static partial Regex Suffixes { get; }

    [JsonIgnore]
    public bool MayPublish => Operation is "PUBLISH" or "ALL";

    [JsonIgnore]
    public bool MaySubscribe => Operation is "SUBSCRIBE" or "ALL";
}
