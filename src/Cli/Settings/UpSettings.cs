namespace Dukou.Cli.Settings;

/// <summary>Everything that <c>dukou up</c> can be told.</summary>
static class UpSettings
{
    const string Address = "ADDR";
    const string File = "FILE";
    const string Folder = "DIR";

    public static readonly Setting Data = new("data", HelpName: Folder, IsPath: true);
    public static readonly Setting Ephemeral = new("ephemeral", SettingKind.Flag);
    public static readonly Setting Http = new("http", HelpName: Address);
    public static readonly Setting Https = new("https", HelpName: Address);
    public static readonly Setting Mqtt = new("mqtt", HelpName: Address);
    public static readonly Setting Mqtts = new("mqtts", HelpName: Address);
    public static readonly Setting Advertise = new("advertise", HelpName: "HOST[:PORT]");
    public static readonly Setting Profile = new("profile", HelpName: "iotda|relaxed");
    public static readonly Setting Seed = new("seed", HelpName: File, IsPath: true);
    public static readonly Setting TestClock = new("test-clock", HelpName: "TIME");
    public static readonly Setting NoDemo = new("no-demo", SettingKind.Flag);
    public static readonly Setting Keys = new("keys", HelpName: Folder, IsPath: true);
    public static readonly Setting TlsCert = new("tls-cert", HelpName: File, IsPath: true);
    public static readonly Setting TlsKey = new("tls-key", HelpName: File, IsPath: true);
    public static readonly Setting Cors = new("cors", SettingKind.Many, "ORIGIN");
    public static readonly Setting Limit = new("limit", SettingKind.Many, "NAME=VALUE");
    public static readonly Setting LogLevel = new("log-level", HelpName: "LEVEL");
    public static readonly Setting LogFormat = new("log-format", HelpName: "text|json");
    public static readonly Setting Json = new("json", SettingKind.Flag);
    public static readonly Setting SettingsFile = new("settings", HelpName: File);

    // The account of the first start.
    public static readonly Setting AccessKey = new("ak", IsSecret: true);
    public static readonly Setting SecretKey = new("sk", IsSecret: true);
    public static readonly Setting User = new("user", IsSecret: true);
    public static readonly Setting Password = new("password", IsSecret: true);
    public static readonly Setting ProjectId = new("project-id", IsSecret: true);

    /// <summary>In the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Data, Ephemeral, Http, Https, Mqtt, Mqtts, Advertise, Profile, Seed, TestClock, NoDemo, Keys, TlsCert, TlsKey, Cors, Limit,
        LogLevel, LogFormat, Json, SettingsFile, AccessKey, SecretKey, User, Password, ProjectId,
    ];

    /// <summary>What every verb that opens a data folder needs to find it.</summary>
    public static IReadOnlyList<Setting> Place { get; } = [Data, Keys, SettingsFile];
}
