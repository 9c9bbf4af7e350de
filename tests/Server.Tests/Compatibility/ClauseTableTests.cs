using Dukou.Server.Tests.Architecture;
using Dukou.Server.Tests.Clauses;
using Dukou.Server.Tests.Module;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>Every statement that binds a server has a test or a reason, and docs/mqtt-clauses.md says which.</summary>
public sealed class ClauseTableTests
{
    [Fact]
    public async Task The_document_is_what_the_tests_say()
    {
        var path = Repository.PathOf("docs", "mqtt-clauses.md");
        var generated = ClauseTable.Write();
        if (Environment.GetEnvironmentVariable("DUKOU_REGENERATE") == "1")
            await File.WriteAllTextAsync(path, generated, TestContext.Current.CancellationToken);
        var written = File.Exists(path) ? await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) : "";
        Assert.True(written.ReplaceLineEndings("\n") == generated, "docs/mqtt-clauses.md is out of date: run this test with DUKOU_REGENERATE=1 and commit it.");
    }

    [Fact]
    public void Every_statement_that_needs_a_test_has_one_and_every_mark_names_such_a_statement()
    {
        foreach (var (standard, rows, tests) in ClauseTable.Standards)
        {
            Assert.Equal((standard, ""), (standard, string.Join(", ", rows.Where(row => row.NeedsMark && !tests.Contains(row.Number)).Select(row => row.Number))));
            Assert.Equal((standard, ""), (standard, string.Join(", ", tests.Select(test => test.Key).Except(rows.Where(row => row.NeedsMark).Select(row => row.Number)))));
            Assert.Equal(rows.Count, rows.DistinctBy(row => row.Number).Count());
        }
    }

    [Fact]
    public void Every_class_of_packet_cases_is_there()
    {
        var classes = Sources.Below("tests/Protocol.Tests", ".cs").Select(file => Path.GetFileNameWithoutExtension(file.Path)).ToHashSet();
        Assert.Empty(ClauseTable.Standards.SelectMany(standard => standard.Rows).Where(row => row.IsCodec).Select(row => row.Note).Distinct().Except(classes));
    }
}
