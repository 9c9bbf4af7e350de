namespace Dukou.Server.Api;

/// <summary>What became of an API call. Values of every call: method, path, status, code, caller; further ones per reason.</summary>
static class ApiReasons
{
    public static readonly Reason Done = new("api.done",
        "{caller} called {method} {path}: answered {status}.",
        "{caller} 调用了 {method} {path}：返回 {status}。");

    public static readonly Reason Refused = new("api.refused",
        "{caller} called {method} {path}: refused with {status} {code}, {sentence}",
        "{caller} 调用了 {method} {path}：被拒绝，返回 {status} {code}，{sentence}",
        "Read the sentence: it names the value that does not fit.",
        "请看返回的说明：它指出了不合要求的值。");

    public static readonly Reason Failed = new("api.failed",
        "{caller} called {method} {path}: the platform failed, answered {status} {code}, {sentence}",
        "{caller} 调用了 {method} {path}：平台内部失败，返回 {status} {code}，{sentence}",
        "Look for the request id in the platform's log.",
        "请用请求标识在平台日志中查找原因。");

    public static readonly Reason Aborted = new("api.aborted",
        "{caller} called {method} {path} and went away before the answer.",
        "{caller} 调用了 {method} {path}，但在得到响应之前断开了连接。",
        "Raise the caller's time-out: a synchronous command may take 20 seconds.",
        "请增大调用方的超时时间：同步命令最长需要 20 秒。");

    public static readonly Reason NotBuilt = new("api.not_built",
        "{caller} called {operation} ({method} {path}), which this release does not have.",
        "{caller} 调用了 {operation}（{method} {path}），此版本尚不支持该接口。",
        "docs/compatibility.md lists the operations that work.",
        "docs/compatibility.md 列出了可用的接口。");

    public static readonly Reason UnknownPath = new("api.unknown_path",
        "{caller} called {method} {path}; there is no such operation.",
        "{caller} 调用了 {method} {path}；没有这样的接口。",
        "Paths begin with /v5/iot/ and the project id; compare with the page at /docs.",
        "路径应以 /v5/iot/ 加项目 ID 开头；请与 /docs 页面对照。");

    public static readonly Reason NoCredentials = new("auth.no_credentials",
        "{method} {path} came without a signature and without a token.",
        "{method} {path} 既没有签名也没有令牌。",
        "Sign with the access key (Authorization: SDK-HMAC-SHA256 …) or send X-Auth-Token from POST /v3/auth/tokens.",
        "请用访问密钥签名（Authorization: SDK-HMAC-SHA256 …），或发送由 POST /v3/auth/tokens 得到的 X-Auth-Token。");

    public static readonly Reason UnreadableAuthorization = new("auth.unreadable_authorization",
        "The Authorization header can't be read: {problem}.",
        "无法解析 Authorization 头：{problem}。",
        "The form is: SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=64 hexadecimal digits.",
        "格式应为：SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=64 位十六进制数。");

    public static readonly Reason UnsupportedAlgorithm = new("auth.unsupported_algorithm",
        "The Authorization header names the scheme {scheme}, which the platform does not verify.",
        "Authorization 头使用了平台不支持的算法 {scheme}。",
        "Use SDK-HMAC-SHA256 or V11-HMAC-SHA256.",
        "请使用 SDK-HMAC-SHA256 或 V11-HMAC-SHA256。");

    public static readonly Reason UnknownAccessKey = new("auth.unknown_access_key",
        "There is no access key {access_key} here.",
        "此平台没有访问密钥 {access_key}。",
        "Use the access key that the platform printed at its start, or one made since; a key of the cloud is not known here.",
        "请使用平台启动时显示的访问密钥，或之后创建的密钥；云上的密钥在这里无效。");

    public static readonly Reason DateMissing = new("auth.date_missing",
        "The request is signed but has no readable X-Sdk-Date: '{value}'.",
        "请求已签名，但没有可解析的 X-Sdk-Date：“{value}”。",
        "Send X-Sdk-Date in UTC as yyyyMMddTHHmmssZ.",
        "请发送 UTC 时间的 X-Sdk-Date，格式为 yyyyMMddTHHmmssZ。");

    public static readonly Reason ClockSkew = new("auth.clock_skew",
        "The request was signed at {signed_at}, the platform's time is {server_time}; 15 minutes of difference are allowed.",
        "请求的签名时间为 {signed_at}，平台时间为 {server_time}；允许相差 15 分钟。",
        "Set the caller's clock; X-Sdk-Date is UTC, not local time.",
        "请校准调用方的时钟；X-Sdk-Date 是 UTC 时间，不是本地时间。");

    public static readonly Reason SignedHeaderMissing = new("auth.signed_header_missing",
        "The header {header} was signed but did not arrive.",
        "头 {header} 参与了签名，但没有到达。",
        "A proxy in between may have removed it: let it pass the header through, or don't sign it.",
        "可能被中间的代理删除：请让代理透传该头，或不对它签名。");

    public static readonly Reason BodyChanged = new("auth.body_changed",
        "X-Sdk-Content-Sha256 is {announced}, the body that arrived hashes to {computed}.",
        "X-Sdk-Content-Sha256 为 {announced}，而收到的消息体的哈希为 {computed}。",
        "Hash the bytes that are really sent.",
        "请对实际发送的字节计算哈希。");

    public static readonly Reason SignatureMismatch = new("auth.signature_mismatch",
        "The signature of {method} {path} by access key {access_key} does not match.",
        "访问密钥 {access_key} 对 {method} {path} 的签名不匹配。",
        "Compare the canonical request in this entry with the one that the caller signed, line by line; when they are equal, the secret key is another.",
        "请将此记录中的规范请求与调用方签名的内容逐行比较；若完全相同，则是密钥（SK）不对。");

    public static readonly Reason TokenUnknown = new("auth.token_unknown",
        "The token in X-Auth-Token was not issued by this platform, or was cut short.",
        "X-Auth-Token 中的令牌不是此平台签发的，或不完整。",
        "Get one with POST /v3/auth/tokens; it is the answer's X-Subject-Token header.",
        "请用 POST /v3/auth/tokens 获取令牌，它在响应头 X-Subject-Token 中。");

    public static readonly Reason TokenExpired = new("auth.token_expired",
        "The token in X-Auth-Token has expired.",
        "X-Auth-Token 中的令牌已过期。",
        "Tokens live for 24 hours: get a new one with POST /v3/auth/tokens.",
        "令牌有效期为 24 小时：请用 POST /v3/auth/tokens 获取新的令牌。");

    public static readonly Reason TokenRevoked = new("auth.token_revoked",
        "The token in X-Auth-Token ended when its user got a new password.",
        "X-Auth-Token 中的令牌因用户重置密码而失效。",
        "Sign in again with the new password.",
        "请用新密码重新登录。");

    public static readonly Reason TicketUnknown = new("auth.ticket_unknown",
        "The login ticket is unknown: it has been used, is older than ten minutes, or was made before the platform's last start.",
        "登录票据无效：已被使用、超过十分钟，或在平台上次启动之前生成。",
        "Get a new link with dukou login, or sign in with user and password.",
        "请用 dukou login 获取新的链接，或使用用户名和密码登录。");

    public static readonly Reason ForeignProject = new("auth.foreign_project",
        "{caller} called {method} {path}, but this platform's project is {project_id}.",
        "{caller} 调用了 {method} {path}，但此平台的项目 ID 是 {project_id}。",
        "Use the project id that the platform printed at its start.",
        "请使用平台启动时显示的项目 ID。");

    public static readonly Reason RoleTooLow = new("auth.role_too_low",
        "{caller} called {method} {path}, which needs the role {needed}; the role is {role}.",
        "{caller} 调用了 {method} {path}，该操作需要角色 {needed}，当前角色是 {role}。",
        "Ask an owner of the platform to do it, or to change the role.",
        "请联系平台的所有者（owner）代为操作，或修改角色。");

    public static readonly Reason WrongPassword = new("auth.wrong_password",
        "Nobody could be signed in as {user} of domain {domain} with the password given.",
        "无法用所给的密码登录域 {domain} 的用户 {user}。",
        "Use the user, domain and password that the platform printed at its first start, or set a new one: dukou password reset.",
        "请使用平台首次启动时显示的用户、域和密码，或重置密码：dukou password reset。");

    public static readonly Reason TooManySignIns = new("auth.too_many_sign_ins",
        "Too many wrong passwords for {user} from this address; further attempts are refused for {seconds} seconds.",
        "来自该地址的用户 {user} 密码错误次数过多；{seconds} 秒内拒绝继续尝试。",
        "Wait, then use the right password.",
        "请稍候，再用正确的密码登录。");
}
