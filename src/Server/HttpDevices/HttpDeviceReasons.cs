namespace Dukou.Server.HttpDevices;

/// <summary>What became of a device that reports over HTTPS.</summary>
static class HttpDeviceReasons
{
    public static readonly Reason TokenIssued = new("http.token_issued",
        "The device proved itself over HTTP from {address} and got a token for {seconds} s.", "设备从 {address} 通过 HTTP 认证成功，已获得有效期 {seconds} 秒的令牌。");

    public static readonly Reason TokenMissing = new("http.token_missing",
        "The request has no access_token header.", "请求中没有 access_token 头。",
        "Get a token from /v5/device-auth and send it with every report.", "请通过 /v5/device-auth 获取令牌，并在每次上报时携带。");

    public static readonly Reason TokenUnknown = new("http.token_unknown",
        "The access token is none of device {device}; another one has taken its place, or it was never given out.", "该 access_token 不属于设备 {device}：已被新令牌取代，或从未签发。",
        "Use the newest token; a new one ends the former after 30 s.", "请使用最新的令牌；获取新令牌 30 秒后旧令牌失效。");

    public static readonly Reason TokenExpired = new("http.token_expired",
        "The access token of device {device} has expired.", "设备 {device} 的 access_token 已过期。",
        "Get a new one from /v5/device-auth before expires_in has passed.", "请在 expires_in 到期前通过 /v5/device-auth 重新获取。");

    public static readonly Reason TokenEnded = new("http.token_ended",
        "The secret of device {device} was changed since it got its access token.", "设备 {device} 获取 access_token 之后，其密钥已被修改。",
        "Put the new secret into the device, then get a new token.", "请在设备上使用新的密钥并重新获取令牌。");

    public static readonly Reason TooFast = new("http.too_fast",
        "Device {device} reports faster than {max} requests a second.", "设备 {device} 的上报频率超过每秒 {max} 次。",
        "Put several properties into one report, or report less often.", "请合并多个属性上报，或降低上报频率。");

    public static readonly Reason AllTooFast = new("http.all_too_fast",
        "All devices together send more than {max} requests a second over HTTP.", "所有设备通过 HTTP 的请求频率之和超过每秒 {max} 次。",
        "Let the device send it again a little later, or raise the option HttpReportsPerSecond.", "请让设备稍后重新发送，或调大选项 HttpReportsPerSecond。");

    public static readonly Reason TooManyProofs = new("http.too_many_proofs",
        "Too many wrong proofs of identity came from {address}; the next one is looked at in {seconds} s.", "来自 {address} 的错误认证次数过多，{seconds} 秒后才会处理下一次认证。",
        "Correct the device's secret, then wait.", "请修正设备密钥后等待。");

    public static readonly Reason ForeignChildren = new("http.foreign_children",
        "{children} can't be reported by gateway {device}: not registered, or children of another.", "网关 {device} 不能为 {children} 上报：设备未注册或不属于该网关。",
        "Register them with gateway_id {device}.", "请以 gateway_id {device} 注册这些子设备。");

    public static readonly Reason TooManyChildren = new("http.too_many_children",
        "The report is about {count} children; over HTTP at most {max} are allowed.", "上报包含 {count} 个子设备，HTTP 方式最多允许 {max} 个。",
        "Split the report.", "请拆分上报。");
}
