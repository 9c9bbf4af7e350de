namespace Dukou.Server.Devices;

/// <summary>Log messages of the device registry, ids 600-699.</summary>
static partial class DeviceLog
{
    [LoggerMessage(600, LogLevel.Error, "{Changes} changes of connection states could not be written.")]
    public static partial void StatesNotWritten(ILogger log, Exception failure, int changes);

    [LoggerMessage(601, LogLevel.Information, "The registration of {DeviceId} has gone: it did not connect in time.")]
    public static partial void RegistrationExpired(ILogger log, string deviceId);

    [LoggerMessage(602, LogLevel.Error, "Registrations that expired could not be deleted; the next round tries again.")]
    public static partial void SweepFailed(ILogger log, Exception failure);
}
