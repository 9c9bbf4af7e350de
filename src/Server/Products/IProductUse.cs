using System.Data.Common;

namespace Dukou.Server.Products;

/// <summary>What needs a product to stay.</summary>
interface IProductUse
{
    /// <summary>What still uses the product, in words (<c>12 devices</c>), or null. Asked within the write that deletes it.</summary>
    string? UseOf(DbConnection core, string appId, string productId);

    /// <summary>The product is being deleted: what hangs on it goes within the same write.</summary>
    void Deleted(DbConnection core, string appId, string productId)
    {
    }
}
