using System.Text.Json;

namespace Dukou.Server.DeviceConfigs;

/// <summary>A configuration as the API answers it.</summary>
/// <param name="ConfigId">Also the event id under which it goes down.</param>
/// <param name="DeviceId">The device.</param>
/// <param name="ConfigContent">What goes down.</param>
/// <param name="Status">WAITING, SENT, SUCCEEDED, FAILED or TIMEOUT.</param>
/// <param name="CreatedTime">When it was made.</param>
/// <param name="ExpiryTime">When it ends without an answer.</param>
/// <param name="SentTime">When it last went down.</param>
/// <param name="FinishedTime">When it ended.</param>
/// <param name="ResultCode">The device's answer, 0 for success.</param>
/// <param name="Description">The device's own words.</param>
sealed record DeviceConfigResponse(string ConfigId, string DeviceId, JsonElement ConfigContent, string Status, DateTimeOffset CreatedTime, DateTimeOffset ExpiryTime,
    DateTimeOffset? SentTime, DateTimeOffset? FinishedTime, long? ResultCode, string? Description)
{
    public static DeviceConfigResponse Of(DeviceConfig config) => new(config.ConfigId, config.DeviceId, JsonElement.Parse(config.Content), config.Status, config.CreatedTime,
        config.ExpiryTime, config.SentTime, config.FinishedTime, config.ResultCode, config.Description);
}
