using System.Reflection;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Cluster;
using Dukou.Server.Sessions;
using Dukou.Server.Tests.Module;

namespace Dukou.Server.Tests.Architecture;

/// <summary>Who may use whom inside the server, and between the projects.</summary>
public sealed class DependencyTests
{
    /// <summary>
    /// Neither station nor feature: every folder may use them, and they use nothing but what is left of them. Of the folder Cluster this is
    /// the link's interface; the link itself stands between gateway and features.
    /// </summary>
    static readonly string[] Neutral = ["Reasons", "Cluster"];

    /// <summary>The stations of the path and what each uses.</summary>
    static readonly Dictionary<string, string[]> Stations = new()
    {
        ["Sessions"] = [],
        ["Storage"] = [],
        ["Pipeline"] = ["Sessions", "Storage"],
        ["Tls"] = ["Storage"],
        ["Exchange"] = ["Sessions", "Pipeline", "Storage"],
        ["Sockets"] = ["Sessions"],
        ["Gateway"] = ["Sockets", "Sessions", "Pipeline", "Storage", "Tls", "Exchange"],
        ["Api"] = ["Storage", "Pipeline"],
    };

    /// <summary>
    /// The features: each may use every station, and the features of the lines above its own. A feature that is still to come has its
    /// line as well, so that whoever builds it knows on what it may stand.
    /// </summary>
    static readonly string[][] Features =
    [
        ["Accounts", "TestClock"],
        ["Api.Authentication"],
        ["Spaces", "Audits"],
        ["Products"],
        ["Devices"],
        ["Tags", "Policies", "DevicePolicies", "Certificates"],
        ["Provisioning", "DeviceAuthentication", "RegistrationGroups"],
        ["DeviceProperties", "Messages", "Commands", "AsyncCommands", "History"],
        ["Shadows", "Events"],
        ["SubDevices", "Files", "Ota", "DeviceConfigs", "DeviceRules", "DeviceLogs", "Broadcasts", "Tunnels", "HttpDevices"],
        ["Groups", "Traces", "Backups"],
        ["BatchTasks", "Linkage", "Forwarding"],
        ["Seeding", "Telemetry", "Home", "Statistics"],
    ];

    /// <summary>What a start is told, beside options, and what it tells: of the root folder this is everybody's.</summary>
    static readonly Type[] Face =
        [typeof(CompatibilityProfile), typeof(Listen), typeof(BoundListeners), typeof(Endpoints), typeof(PlatformAccount), typeof(PlatformStartException)];

    static Assembly Server => typeof(Platform).Assembly;

    [Fact]
    public void Folders_use_only_what_is_before_them()
    {
        var violations = Uses().Where(use => !Allows(use.User, use.Used)).Select(use => $"{use.User.FullName} uses {use.Used.FullName}").Order(StringComparer.Ordinal).ToList();
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [Fact]
    public void Every_folder_has_its_place()
    {
        var placed = Neutral.Concat(Stations.Keys).Concat(Features.SelectMany(line => line)).Append("").ToHashSet();
        Assert.Empty(Types(Server).Select(FolderOf).Except(placed));
    }

    [Fact]
    public void Only_the_gateway_and_the_cluster_link_touch_the_session_registry() =>
        Assert.Equal(["Cluster", "Gateway"], Uses().Where(use => use.Used == typeof(SessionRegistry<>)).Select(use => FolderOf(use.User)).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Sessions_know_MQTT_and_not_IoTDA() => Assert.Empty(Types(Server).Where(type => FolderOf(type) == "Sessions")
        .SelectMany(type => Il.TypesUsedBy(type).Where(used => used.Namespace?.StartsWith(typeof(DeviceTopic).Namespace!, StringComparison.Ordinal) == true) // A public type in a namespace.
            .Select(used => $"{type.Name} uses {used.Name}")));

    [Fact]
    public void The_protocol_needs_nothing_but_the_framework()
    {
        Assert.All(typeof(PacketReader).Assembly.GetReferencedAssemblies(), reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));
        Assert.DoesNotContain("Reference", File.ReadAllText(Repository.PathOf("src", "Protocol", "Protocol.csproj")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_server_does_not_know_its_clients() =>
        Assert.DoesNotContain(Server.GetReferencedAssemblies(), reference => reference.Name is "Dukou.DeviceSdk" or "Dukou.ApplicationSdk" or "Dukou.Cli");

    [Fact]
    public void No_type_has_the_name_of_its_namespace_s_last_part()
    {
        var projects = new[] { Server, typeof(PacketReader).Assembly, typeof(ApplicationSdk.ApplicationClient).Assembly };
        Assert.Empty(projects.SelectMany(Types).Where(type => type.Namespace!.Split('.')[^1] == type.Name.Split('`')[0]).Select(type => type.FullName)); // Types() gives those in a namespace.
    }

    static IEnumerable<(Type User, Type Used)> Uses() =>
        Types(Server).SelectMany(user => Il.TypesUsedBy(user).Where(used => used.Assembly == Server && used.Namespace?.StartsWith("Dukou.", StringComparison.Ordinal) == true && FolderOf(used) != FolderOf(user)).Select(used => (user, used)));

    static bool Allows(Type user, Type used)
    {
        var (from, to) = (FolderOf(user), FolderOf(used));
        // The root folder is the contents page and the program's face: it registers everything, and everything may use what a start is told and tells.
        if (from == "" || IsFace(used))
            return true;
        if (user == typeof(InProcessLink))
            return to is "Gateway" or "Sessions" or "Pipeline" or "Reasons";
        if (Neutral.Contains(to) && used != typeof(InProcessLink))
            return !Neutral.Contains(from) || Array.IndexOf(Neutral, to) < Array.IndexOf(Neutral, from);
        if (Stations.TryGetValue(from, out var before))
            return before.Contains(to);
        var line = Array.FindIndex(Features, line => line.Contains(from));
        return line >= 0 && (Stations.ContainsKey(to) || Array.FindIndex(Features, other => other.Contains(to)) is var above && above >= 0 && above < line);
    }

    static bool IsFace(Type used) => FolderOf(used) == "" && (used.Name.EndsWith("Options", StringComparison.Ordinal) || Face.Contains(used));

    /// <summary>The folder below src/Server; empty for its root.</summary>
    static string FolderOf(Type type) => type.Namespace == "Dukou.Server" ? "" : type.Namespace!["Dukou.Server.".Length..]; // Types() gives those in a namespace.

    // Generated code stands outside the project's namespaces.
    static IEnumerable<Type> Types(Assembly assembly) => assembly.GetTypes().Where(type => !type.IsNested && type.Namespace?.StartsWith("Dukou.", StringComparison.Ordinal) == true);
}
