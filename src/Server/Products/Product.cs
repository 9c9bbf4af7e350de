using Dukou.Protocol.Iotda;

namespace Dukou.Server.Products;

/// <summary>
/// A product: what its devices are and what they can report and do. Its key is the resource space and the product id. Immutable; the
/// model is compiled once and shared by every connection of its devices.
/// </summary>
sealed record Product(string AppId, string ProductId, string Name, string DeviceType, string ProtocolType, string DataFormat, ProductModel Model, DateTimeOffset CreateTime)
{
    public string? ManufacturerName { get; init; }
    public string? Industry { get; init; }
    public string? Description { get; init; }

    /// <summary>The topics below <c>user/</c> that its devices may use, in the order of their declaration.</summary>
    public IReadOnlyList<ProductTopic> Topics { get; init; } = [];

    /// <summary>The outbox sequence of its last change.</summary>
    public long Version { get; init; }
}
