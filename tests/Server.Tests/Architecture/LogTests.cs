using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Dukou.Server.Tests.Architecture;

/// <summary>Log events can be told apart by their number.</summary>
public sealed class LogTests
{
    /// <summary>The first of a folder's hundred numbers.</summary>
    static readonly Dictionary<string, int> Blocks = new()
    {
        ["Gateway"] = 100,
        ["Sessions"] = 200,
        ["Pipeline"] = 300,
        ["Api"] = 400,
        ["Storage"] = 500,
        ["Devices"] = 600,
        ["Messages"] = 700,
        ["Shadows"] = 800,
        ["Traces"] = 900,
        ["Tls"] = 1000,
        ["SubDevices"] = 1100,
        ["DeviceConfigs"] = 1200,
        ["Files"] = 1300,
        ["Exchange"] = 1500,
        ["Audits"] = 1600,
        ["DeviceRules"] = 1800,
        ["Broadcasts"] = 1900,
    };

    static readonly (string Folder, string Name, int Id)[] Events = [.. typeof(Platform).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Select(method => (Method: method, Log: method.GetCustomAttribute<LoggerMessageAttribute>()))
        .Where(found => found.Log is not null)
        .Select(found => (found.Method.DeclaringType!.Namespace!.Split('.')[^1], $"{found.Method.DeclaringType.Name}.{found.Method.Name}", found.Log!.EventId))]; // Filtered above.

    [Fact]
    public void No_two_events_have_the_same_number()
    {
        Assert.NotEmpty(Events);
        Assert.Empty(Events.GroupBy(logged => logged.Id).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(", ", same.Select(logged => logged.Name))}"));
    }

    [Fact]
    public void Every_event_has_a_number_of_its_folder_s_block() =>
        Assert.Empty(Events.Where(logged => !Blocks.TryGetValue(logged.Folder, out var start) || logged.Id < start || logged.Id >= start + 100).Select(logged => $"{logged.Name} {logged.Id}"));
}
