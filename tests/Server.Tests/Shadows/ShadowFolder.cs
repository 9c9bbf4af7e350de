using Dukou.Server.Api;
using Dukou.Server.Shadows;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dukou.Server.Tests.Shadows;

/// <summary>A data folder with inbox and shadows, which can be stopped, cut off and started again.</summary>
sealed class ShadowFolder : IAsyncDisposable
{
    readonly StorageFolder _folder;

    public ShadowFolder(string? path = null)
    {
        _folder = new StorageFolder(path);
        Open();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 10, 0, 0, TimeSpan.Zero));
    public string Path => _folder.Data.Path;
    public Databases Databases { get; private set; } = null!;
    public Inbox Inbox { get; private set; } = null!;
    public ShadowProjection Projection { get; private set; } = null!;
    public ShadowStore Store { get; private set; } = null!;

    public Task<long> ReportAsync(string properties, string device = "lamp-1", string service = "Lamp", string? eventTime = null, long epoch = 1) =>
        Inbox.ReportAsync(
            $$"""{"services":[{"service_id":"{{service}}","properties":{{properties}}{{(eventTime is null ? "" : $",\"event_time\":\"{eventTime}\"")}}}]}""",
            new RecordIdentity(device, "product", "app", "node"), Clock.GetUtcNow().ToUnixTimeMilliseconds(), epoch);

    /// <summary>The one shadow that the device has.</summary>
    public async Task<ServiceShadow> LampAsync(string device = "lamp-1") => Assert.Single(await Store.ReadAsync(device));

    public async Task RestartAsync()
    {
        await CloseAsync();
        Open();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Dispose();
    }

    void Open()
    {
        Databases = new Databases(_folder.Data);
        Inbox = _folder.OpenInbox();
        Projection = new ShadowProjection(Inbox, Databases, NullLogger<ShadowProjection>.Instance);
        Store = new ShadowStore(Inbox, Projection, Databases, Clock, new ApiOptions());
        Projection.Start();
    }

    async Task CloseAsync()
    {
        Projection.Dispose();
        Inbox.Dispose();
        await Databases.DisposeAsync();
    }
}
