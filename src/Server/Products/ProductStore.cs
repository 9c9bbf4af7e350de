using System.Data.Common;
using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Cluster;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.Products;

/// <summary>
/// The products, in table <c>product</c>; the front door of this feature. What was asked for lately is held in memory with its
/// compiled model, so that a report finds it without a query. At most <see cref="ProductsMax"/> in all. Any number of threads may use it.
/// </summary>
sealed class ProductStore(Databases databases, Outbox outbox, RowId rowIds, SpaceStore spaces) : ICache, ISpaceContent
{
    public const int ProductsMax = 1000;

    readonly VersionedCache<(string AppId, string ProductId), Product> _cache = new(2 * ProductsMax);

    // Reports of one product follow each other: what this thread found last spares most of them the hashing of two ids.
    [ThreadStatic]
    static LastFound? _last;

    /// <summary>The product with its compiled model, or null; without a query when it was asked for in the last seconds.</summary>
    public Product? Find(string appId, string productId)
    {
        var last = _last ??= new LastFound();
        var changes = _cache.Changes;
        if (!last.Is(this, changes, appId, productId))
            last.Becomes(this, changes, appId, productId, FindAnew(appId, productId));
        return last.Product;
    }

    Product? FindAnew(string appId, string productId)
    {
        if (_cache.TryGet((appId, productId), out var known))
            return known;
        // A model may be large: it is compiled again only when the row has changed.
        var product = databases.Core.Read(core => known is not null && ProductTable.Version(core, appId, productId) == known.Version
            ? known
            : ProductTable.Find(core, appId, productId));
        if (product is not null)
            _cache.Put((appId, productId), product.Version, product);
        return product;
    }

    /// <summary>
    /// The product that a request names. Without app_id the default space is looked at first; when it has no such product, the one
    /// created first in another space is taken.
    /// </summary>
    /// <exception cref="IotdaException">There is no such space or product.</exception>
    public Product Get(string? appId, string productId)
    {
        var space = spaces.Get(appId);
        if (Find(space.AppId, productId) is { } product)
            return product;
        var elsewhere = appId is null ? databases.Core.Read(core => ProductTable.OldestSpaceWith(core, productId)) : null;
        return (elsewhere is null ? null : Find(elsewhere, productId)) ?? throw Errors.ProductNotFound(productId);
    }

    /// <summary>Whether the product is there, asked within a write that makes something of it.</summary>
    public static bool Exists(DbConnection core, string appId, string productId) => ProductTable.Exists(core, appId, productId);

    public (IReadOnlyList<ProductResponse> Products, Page Page) List(string? appId, string? name, PageRequest page) =>
        databases.Core.Read(core => ProductTable.List(core, appId, name, page, AppName));

    public ProductResponse Response(Product product) => ProductResponse.Of(product, AppName(product.AppId));

    /// <exception cref="IotdaException">The id is taken in this space, or there are <see cref="ProductsMax"/> already.</exception>
    public async Task<Product> AddAsync(Product product, CancellationToken cancellationToken)
    {
        var added = await databases.Core.WriteAsync(core =>
        {
            if (!SpaceStore.Exists(core, product.AppId))
                throw Errors.ApplicationNotFound(product.AppId);
            if (Exists(core, product.AppId, product.ProductId))
                throw Errors.InvalidRequest($"product_id: {product.ProductId} exists already in the resource space {product.AppId}.");
            if (core.Scalar<long>("select count(*) from product") >= ProductsMax)
                throw Errors.Forbidden($"There are {ProductsMax} products already, which is the most; delete one first.");
            var version = outbox.Append(core, "product", "create", _ => Document(product));
            var row = product with { Version = version };
            ProductTable.Insert(core, rowIds.Next(), spaces.ProjectId, row);
            return row;
        }, cancellationToken: cancellationToken);
        _cache.Put((added.AppId, added.ProductId), added.Version, added);
        return added;
    }

    /// <exception cref="IotdaException">There is no such product any more.</exception>
    public async Task<Product> UpdateAsync(string appId, string productId, Func<Product, Product> change, CancellationToken cancellationToken)
    {
        var updated = await databases.Core.WriteAsync(core =>
        {
            var product = change(ProductTable.Find(core, appId, productId) ?? throw Errors.ProductNotFound(productId));
            product = product with { Version = outbox.Append(core, "product", "update", _ => Document(product)) };
            ProductTable.Update(core, product);
            return product;
        }, cancellationToken: cancellationToken);
        _cache.Put((appId, productId), updated.Version, updated);
        return updated;
    }

    /// <exception cref="IotdaException">There is no such product, or something still uses it.</exception>
    public async Task DeleteAsync(string appId, string productId, IReadOnlyList<IProductUse> uses, CancellationToken cancellationToken)
    {
        var version = await databases.Core.WriteAsync(core =>
        {
            var product = ProductTable.Find(core, appId, productId) ?? throw Errors.ProductNotFound(productId);
            var used = uses.Select(use => use.UseOf(core, appId, productId)).OfType<string>().ToList();
            if (used.Count > 0)
                throw Errors.Forbidden($"The product {productId} still has {string.Join(" and ", used)}; delete them first.");
            core.Execute("delete from product where product_id = @product_id and app_id = @app_id", ("@product_id", productId), ("@app_id", appId));
            foreach (var use in uses)
                use.Deleted(core, appId, productId);
            return outbox.Append(core, "product", "delete", _ => Document(product));
        }, cancellationToken: cancellationToken);
        _cache.Put((appId, productId), version, null);
    }

    /// <summary>The product's name alone, for lists.</summary>
    public string? NameOf(string appId, string productId) => Find(appId, productId)?.Name;

    /// <summary>How a product is called in <see cref="IClusterLink.InvalidateAsync"/>.</summary>
    public static string CacheId(string appId, string productId) => $"{appId}/{productId}";

    public void Invalidate(CachedKind kind, string id)
    {
        if (kind == CachedKind.Product && id.Split('/') is [var appId, var productId])
            _cache.Expire((appId, productId));
    }

    public bool IsEmpty(DbConnection core, string appId) => ProductTable.IdsIn(core, appId, 1).Count == 0;

    public async Task EmptyAsync(string appId, CancellationToken cancellationToken)
    {
        foreach (var productId in databases.Core.Read(core => ProductTable.IdsIn(core, appId, ProductsMax)))
            await DeleteAsync(appId, productId, [], cancellationToken);
    }

    string AppName(string appId) => spaces.Find(appId)?.AppName ?? "";

    string Document(Product product) => JsonSerializer.Serialize(new { Body = Response(product) }, Json.Options);

    sealed class LastFound
    {
        const long TrustedMilliseconds = 1000;

        ProductStore? _of;
        int _changes;
        long _until;
        string _appId = "";
        string _productId = "";

        public Product? Product { get; private set; }

        public bool Is(ProductStore of, int changes, string appId, string productId) =>
            _of == of && _changes == changes && Environment.TickCount64 < _until && _productId == productId && _appId == appId;

        public void Becomes(ProductStore of, int changes, string appId, string productId, Product? product)
        {
            (_of, _changes, _appId, _productId, Product) = (of, changes, appId, productId, product);
            _until = Environment.TickCount64 + TrustedMilliseconds;
        }
    }
}
