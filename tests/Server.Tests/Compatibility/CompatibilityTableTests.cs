using System.Reflection;
using Dukou.Server.Events;
using Dukou.Server.Pipeline;
using Dukou.Server.Tests.Architecture;
using Dukou.Server.Tests.Events;
using Dukou.Server.Tests.Module;
using Microsoft.AspNetCore.Routing;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>docs/compatibility.md is what the program and its tests say, and they say enough.</summary>
public sealed class CompatibilityTableTests
{
    [Fact]
    public async Task The_document_is_what_the_program_and_its_tests_say()
    {
        var path = Repository.PathOf("docs", "compatibility.md");
        var generated = TableDocument.Write();
        if (Environment.GetEnvironmentVariable("DUKOU_REGENERATE") == "1")
            await File.WriteAllTextAsync(path, generated, TestContext.Current.CancellationToken);
        var written = File.Exists(path) ? await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) : "";
        Assert.True(written.ReplaceLineEndings("\n") == generated, "docs/compatibility.md is out of date: run this test with DUKOU_REGENERATE=1 and commit it.");
    }

    [Fact]
    public void Every_operation_that_is_built_is_shown()
    {
        var missing = TableOperations.All.Where(row => row.Missing is not null).Select(row => $"{row.Name}: {row.Missing}").ToList();
        Assert.True(missing.Count == 0, $"Mark tests with [Shows(\"…\")], with AfterRestart = true those that start the platform again:\n{string.Join('\n', missing)}");
    }

    [Fact]
    public void Every_mark_names_something_that_is_built()
    {
        Assert.All(TableShown.Operations, shown => Assert.Contains(shown.Key, TableOperations.All.Where(row => row.Built).Select(row => row.Name)));
        Assert.All(TableShown.Topics, shown => Assert.Contains(shown.Key, TableTopics.Rows.Concat(TableTopics.Events).Select(row => row.Topic)));
        Assert.All(TableShown.Limits, shown => Assert.Contains(shown.Key, TableLimits.All.Where(row => row.Built).Select(row => row.Name)));
        Assert.All(TableShown.Methods, method => Assert.True(method.IsDefined(typeof(FactAttribute), inherit: true), $"{method.Name} is marked and no test."));
    }

    [Fact]
    public void A_test_that_is_marked_to_show_the_state_after_a_restart_starts_the_platform_again()
    {
        var marked = TableShown.Methods.Where(method => method.GetCustomAttributes<ShowsAttribute>().Any(shows => shows.AfterRestart));
        var staying = marked.Where(method => !Il.CallsOf(method).Any(called => called.DeclaringType == typeof(TestPlatform) && called.Name == nameof(TestPlatform.RestartAsync)));
        Assert.Empty(staying.Select(method => $"{method.DeclaringType!.Name}.{method.Name}")); // A method of a type.
    }

    [Fact]
    public void Every_limit_that_holds_is_shown()
    {
        var missing = TableLimits.All.Where(row => row.Built && !row.Tests.Any()).Select(row => row.Name).ToList();
        Assert.True(missing.Count == 0, $"Mark tests with [ShowsLimit(\"…\")]:\n{string.Join('\n', missing)}");
    }

    [Fact]
    public void Every_option_of_the_device_side_is_in_the_table_once() =>
        Assert.Equal(typeof(LimitOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(option => option.Name).Order(StringComparer.Ordinal),
            TableLimits.All.Where(row => row.IsOption).Select(row => row.Name).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Every_topic_that_the_platform_takes_is_shown()
    {
        await using var platform = await TestPlatform.StartAsync();
        var taken = platform.Service<IEnumerable<IUplinkHandler>>().Select(handler => handler.Kind).ToHashSet();
        Assert.Empty(TableTopics.Rows.Where(row => row.Kinds.Any(taken.Contains) && !row.Tests.Any()).Select(row => row.Topic));
        Assert.Empty(taken.Except(TableTopics.Rows.SelectMany(row => row.Kinds)));
    }

    [Fact]
    public void Every_service_of_device_events_passes_the_compliance() // TableDocument says so.
    {
        var taken = typeof(IEventService).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes<EventServiceAttribute>()).Select(service => service.ServiceId).ToHashSet();
        var id = typeof(EventServiceCompliance).GetProperty(nameof(EventServiceAttribute.ServiceId), BindingFlags.NonPublic | BindingFlags.Instance)!; // Every compliance has it.
        var passing = GetType().Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(EventServiceCompliance))).Select(type => (string)id.GetValue(Activator.CreateInstance(type))!);
        Assert.Empty(taken.Except(passing));
    }

    [Fact]
    public async Task Every_path_of_the_platform_is_in_the_table()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { Ephemeral = true });
        var paths = platform.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(endpoint => TableOperations.Wire("/" + endpoint.RoutePattern.RawText!.TrimStart('/'))) // Mapped from text.
            .Where(path => path.StartsWith("/v", StringComparison.Ordinal)).Distinct().ToList();
        Assert.NotEmpty(paths);
        var known = TableOperations.All.Select(row => row.Path.StartsWith('/') ? row.Path : "/v5/iot/{project_id}/" + row.Path).ToHashSet();
        Assert.Empty(paths.Except(known));
    }
}
