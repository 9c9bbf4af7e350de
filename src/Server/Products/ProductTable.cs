using System.Data.Common;
using System.Text;
using System.Text.Json;
using Dukou.Protocol.Iotda;
using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.Products;

/// <summary>The SQL of table <c>product</c>.</summary>
static class ProductTable
{
    const string SummaryColumns = "app_id, product_id, name, device_type, protocol_type, data_format, manufacturer_name, industry, description, created_at, row_id";
    const string Columns = SummaryColumns + ", version, service_capabilities, topics";

    public static void Insert(DbConnection core, string rowId, string projectId, Product product) => core.Execute("""
        insert into product (row_id, project_id, app_id, product_id, name, device_type, protocol_type, data_format, manufacturer_name, industry, description,
                             service_capabilities, topics, created_at, version)
        values (@row_id, @project_id, @app_id, @product_id, @name, @device_type, @protocol_type, @data_format, @manufacturer_name, @industry, @description,
                @service_capabilities, @topics, @created_at, @version)
        """,
        [("@row_id", rowId), ("@project_id", projectId), ("@app_id", product.AppId), ("@product_id", product.ProductId), ("@created_at", product.CreateTime), .. Changeable(product)]);

    public static void Update(DbConnection core, Product product) => core.Execute("""
        update product set name = @name, device_type = @device_type, protocol_type = @protocol_type, data_format = @data_format,
               manufacturer_name = @manufacturer_name, industry = @industry, description = @description,
               service_capabilities = @service_capabilities, topics = @topics, version = @version
        where product_id = @product_id and app_id = @app_id
        """,
        [("@product_id", product.ProductId), ("@app_id", product.AppId), .. Changeable(product)]);

    public static Product? Find(DbConnection core, string appId, string productId) =>
        core.First($"select {Columns} from product where product_id = @product_id and app_id = @app_id", Read, ("@product_id", productId), ("@app_id", appId));

    public static long? Version(DbConnection core, string appId, string productId) =>
        core.First<long?>("select version from product where product_id = @product_id and app_id = @app_id", row => row.GetInt64(0), ("@product_id", productId), ("@app_id", appId));

    public static bool Exists(DbConnection core, string appId, string productId) =>
        core.Scalar<long>("select count(*) from product where product_id = @product_id and app_id = @app_id", ("@product_id", productId), ("@app_id", appId)) > 0;

    /// <summary>The space in which a product of this id was created first.</summary>
    public static string? OldestSpaceWith(DbConnection core, string productId) =>
        core.Scalar<string>("select app_id from product where product_id = @product_id order by row_id limit 1", ("@product_id", productId));

    public static IReadOnlyList<string> IdsIn(DbConnection core, string appId, int max) =>
        core.Query("select product_id from product where app_id = @app_id limit @max", row => row.GetString(0), ("@app_id", appId), ("@max", max));

    public static (IReadOnlyList<ProductResponse> Products, Page Page) List(DbConnection core, string? appId, string? name, PageRequest page, Func<string, string> appName)
    {
        const string filter = "(@app_id is null or app_id = @app_id) and (@name is null or name = @name)";
        var count = core.Scalar<long>($"select count(*) from product where {filter}", ("@app_id", appId), ("@name", name));
        var marker = (string?)null;
        var products = core.Query($"select {SummaryColumns} from product where row_id < @marker and {filter} order by row_id desc limit @limit offset @offset",
            row =>
            {
                marker = row.GetString(10);
                return new ProductResponse(row.GetString(0), appName(row.GetString(0)), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
                    row.Text(6), row.Text(7), row.Text(8), null, row.Instant(9)!.Value);
            },
            ("@app_id", appId), ("@name", name), ("@marker", page.Marker), ("@limit", page.Limit), ("@offset", page.Offset));
        return (products, new(count, marker));
    }

    static (string, object?)[] Changeable(Product product) =>
    [
        ("@name", product.Name), ("@device_type", product.DeviceType), ("@protocol_type", product.ProtocolType), ("@data_format", product.DataFormat),
        ("@manufacturer_name", product.ManufacturerName), ("@industry", product.Industry), ("@description", product.Description),
        ("@service_capabilities", Encoding.UTF8.GetString(product.Model.Json.Span)),
        ("@topics", JsonSerializer.Serialize(product.Topics, Json.Options)), ("@version", product.Version),
    ];

    static Product Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
            ProductModel.Parse(Encoding.UTF8.GetBytes(row.GetString(12))), row.Instant(9)!.Value)
        {
            ManufacturerName = row.Text(6),
            Industry = row.Text(7),
            Description = row.Text(8),
            Version = row.GetInt64(11),
            Topics = JsonSerializer.Deserialize<IReadOnlyList<ProductTopic>>(row.GetString(13), Json.Options)!,
        };
}
