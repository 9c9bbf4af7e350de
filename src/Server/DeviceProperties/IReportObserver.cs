namespace Dukou.Server.DeviceProperties;

/// <summary>A feature that acts when a device has reported properties. Called on the way of every report: must return at once.</summary>
interface IReportObserver
{
    /// <summary>Whether reports of this device are of interest; asked for each one.</summary>
    bool Wants(string deviceId);

    /// <summary>A report of the device has its place in the inbox; it is not durable yet.</summary>
    void Reported(string deviceId);
}
