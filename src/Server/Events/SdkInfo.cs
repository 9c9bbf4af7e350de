using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Devices;

namespace Dukou.Server.Events;

/// <summary>
/// <c>$sdk_info</c> (section 2.16): a device tells the versions of its SDK and of its software, which are shown with the device. The Java
/// SDK does so after every connect and leaves versions null: what is null stays as it is. An older page calls it <c>$device_info</c>.
/// </summary>
[EventService("$sdk_info", "sdk_info_report")]
[EventService("$device_info", "device_info_report")]
sealed class SdkInfo(DeviceStore devices) : IEventService
{
    /// <summary>Ours: the vendor's pages give none.</summary>
    public const int VersionCharactersMax = 256;

    public string? MistakeIn(DeviceEvent asked)
    {
        if (!asked.TryRead<Report>(out var paras, out var mistake))
            return mistake;
        return new[] { paras.DeviceSdkVersion, paras.SwVersion, paras.FwVersion }.Any(version => version?.Length > VersionCharactersMax)
            ? $"a version has more than {VersionCharactersMax} characters"
            : null;
    }

    public async ValueTask<DeviceEvent?> HandleAsync(EventUplink uplink, DeviceEvent asked, CancellationToken cancellationToken)
    {
        var report = asked.Read<Report>();
        await devices.SetVersionsAsync(uplink.DeviceId, report.FwVersion, report.SwVersion, report.DeviceSdkVersion, cancellationToken);
        return null;
    }

    sealed record Report
    {
        public string? DeviceSdkVersion { get; init; }
        public string? SwVersion { get; init; }
        public string? FwVersion { get; init; }
    }
}
