using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Dukou.Server;
using Dukou.Server.Api;
using Dukou.Server.Audits;
using Dukou.Server.Files;
using Dukou.Server.History;
using Dukou.Server.Storage;
using Dukou.Server.Traces;

namespace Dukou.Cli.Settings;

/// <summary>What a start was told, converted and checked: what the server needs, and how the command line itself speaks.</summary>
sealed record ServerSettings(ServerOptions Server, bool Json, LogLevel LogLevel, bool LogJson)
{
    /// <summary>Null when anything is wrong; then <paramref name="problems"/> has a sentence for each mistake.</summary>
    public static ServerSettings? Build(SettingValues values, List<string> problems)
    {
        var defaults = new ServerOptions { DataFolder = "" };
        var reader = new Reader(values, problems);
        var ephemeral = reader.Ephemeral();
        var server = defaults with
        {
            DataFolder = ephemeral ? EphemeralFolder() : Path.GetFullPath(values.Text(UpSettings.Data) ?? DefaultFolder.Path),
            Ephemeral = ephemeral,
            Http = reader.Listen(UpSettings.Http, defaults.Http),
            Https = reader.Listen(UpSettings.Https, defaults.Https),
            Mqtt = reader.Listen(UpSettings.Mqtt, defaults.Mqtt),
            Mqtts = reader.Listen(UpSettings.Mqtts, defaults.Mqtts),
            Advertise = values.Text(UpSettings.Advertise),
            Profile = reader.OneOf(UpSettings.Profile, defaults.Profile),
            SeedFile = values.Text(UpSettings.Seed) is { } seed ? Path.GetFullPath(seed) : null,
            TestClock = reader.Time(UpSettings.TestClock),
            NoDemo = reader.Flag(UpSettings.NoDemo),
            KeysFolder = values.Text(UpSettings.Keys) is { } keys ? Path.GetFullPath(keys) : null,
            TlsCertificateFile = values.Text(UpSettings.TlsCert),
            TlsKeyFile = values.Text(UpSettings.TlsKey),
            AccessKey = values.Text(UpSettings.AccessKey),
            SecretKey = values.Text(UpSettings.SecretKey),
            User = values.Text(UpSettings.User),
            Password = values.Text(UpSettings.Password),
            ProjectId = values.Text(UpSettings.ProjectId),
            CorsOrigins = reader.Origins(),
        };
        server = reader.WithLimits(server);
        var level = reader.OneOf(UpSettings.LogLevel, LogLevel.Information);
        var format = reader.OneOf(UpSettings.LogFormat, LogFormat.Text);
        problems.AddRange(server.Problems());
        return problems.Count > 0 ? null : new ServerSettings(server, reader.Flag(UpSettings.Json), level, format == LogFormat.Json);
    }

    static string EphemeralFolder() => Path.Combine(Path.GetTempPath(), "dukou-" + Guid.NewGuid().ToString("N"));

    enum LogFormat
    {
        Text,
        Json,
    }

    /// <summary>Converts one setting after the other and notes each that can't be.</summary>
    sealed class Reader(SettingValues values, List<string> problems)
    {
        public bool Ephemeral()
        {
            var ephemeral = Flag(UpSettings.Ephemeral) ? values.Find(UpSettings.Ephemeral) : null;
            var data = values.Find(UpSettings.Data);
            if (ephemeral is not null && data is not null && ephemeral.Source == data.Source)
                problems.Add(Phrase.Of("settings.exclusive", ephemeral.Name, data.Name));
            return ephemeral is not null && (data is null || ephemeral.Source > data.Source);
        }

        public bool Flag(Setting setting)
        {
            if (values.Find(setting) is { Value: not ("true" or "false") } given)
                Wrong(given, "settings.flag");
            return values.IsOn(setting);
        }

        public Listen? Listen(Setting setting, Listen? byDefault)
        {
            if (values.Find(setting) is not { } given)
                return byDefault;
            if (!Dukou.Server.Listen.TryParse(given.Value, out var listen))
                Wrong(given, "settings.address");
            return listen;
        }

        public T OneOf<T>(Setting setting, T byDefault)
            where T : struct, Enum
        {
            if (values.Find(setting) is not { } given)
                return byDefault;
            foreach (var value in Enum.GetValues<T>())
                if (string.Equals(value.ToString(), given.Value, StringComparison.OrdinalIgnoreCase))
                    return value;
            problems.Add(Phrase.Of("settings.choice", given.Name, given.Value, string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))));
            return byDefault;
        }

        public DateTimeOffset? Time(Setting setting)
        {
            if (values.Find(setting) is not { } given)
                return null;
            if (DateTimeOffset.TryParse(given.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
                return time;
            Wrong(given, "settings.time");
            return null;
        }

        public IReadOnlyList<string> Origins()
        {
            if (values.Find(UpSettings.Cors) is not { } given)
                return [];
            foreach (var origin in given.Values)
                if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != origin)
                    problems.Add(Phrase.Of("settings.origin", given.Name, origin));
            return given.Values;
        }

        /// <summary>A limit is a member of one of the server's records of bounds, whose name begins the limit's, but for the device side's.</summary>
        public ServerOptions WithLimits(ServerOptions server)
        {
            if (values.Find(UpSettings.Limit) is not { } given)
                return server;
            var changed = server with { Limits = new(), History = new(), Traces = new(), Audit = new(), Inbox = new(), Api = new(), Files = new() };
            object[] parts = [changed.Limits, changed.History, changed.Traces, changed.Audit, changed.Inbox, changed.Api, changed.Files];
            foreach (var pair in given.Values)
            {
                var (name, value) = pair.Split('=', 2) is [var left, var right] ? (left.Trim(), right.Trim()) : (pair, "");
                if (LimitNames.GetValueOrDefault(name) is not { } property)
                    problems.Add(Phrase.Of("settings.limit.name", given.Name, name, string.Join(", ", LimitNames.Keys)));
                else if (Converted(value, property.PropertyType) is not { } converted)
                    problems.Add(Phrase.Of(property.PropertyType == typeof(TimeSpan) ? "settings.limit.duration" : "settings.limit.number", given.Name, name, value));
                else
                    property.SetValue(parts.Single(property.DeclaringType!.IsInstanceOfType), converted); // Each is of another type.
            }
            return changed;
        }

        void Wrong(Given given, string sentence) => problems.Add(Phrase.Of(sentence, given.Name, given.Value));

        static object? Converted(string value, Type type)
        {
            if (type == typeof(TimeSpan))
                return TimeSpan.TryParseExact(value, "c", CultureInfo.InvariantCulture, out var duration) && duration >= TimeSpan.Zero ? duration : null;
            if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return null;
            return type == typeof(long) ? number : number <= int.MaxValue ? (object)(int)number : null;
        }

        static readonly Dictionary<string, PropertyInfo> LimitNames = new (string Prefix, Type Part)[]
        {
            ("", typeof(LimitOptions)), ("history_", typeof(HistoryOptions)), ("traces_", typeof(TraceOptions)), ("audit_", typeof(AuditOptions)), ("inbox_", typeof(InboxOptions)),
            ("api_", typeof(ApiOptions)), ("files_", typeof(FileStoreOptions)),
        }.SelectMany(part => part.Part.GetProperties().Select(property => (part.Prefix, Property: property))).ToDictionary(
            limit => limit.Prefix + JsonNamingPolicy.SnakeCaseLower.ConvertName(limit.Property.Name.Replace("QoS", "Qos", StringComparison.Ordinal)),
            limit => limit.Property);
    }
}
