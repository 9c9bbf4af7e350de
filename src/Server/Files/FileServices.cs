using Dukou.Server.Devices;

namespace Dukou.Server.Files;

/// <summary>Files of devices.</summary>
static class FileServices
{
    public static void Register(IServiceCollection services, FileStoreOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<FileBlobs>();
        services.AddSingleton<FileUrls>();
        services.AddSingleton<DeviceFileStore>();
        services.AddSingleton<FileEndpoints>();
        services.AddSingleton<IDeviceObserver>(provider => provider.GetRequiredService<DeviceFileStore>());
        services.AddHostedService<FileSweeper>();
    }
}
