using System.Text.RegularExpressions;
using Dukou.Server.Reasons;

namespace Dukou.Server.Tests.Traces;

public sealed partial class ReasonTests
{
    [Fact]
    public void No_two_reasons_share_a_code() =>
        Assert.Empty(ReasonCatalogue.Declared.GroupBy(declared => declared.Reason.Code).Where(same => same.Count() > 1).Select(same => same.Key));

    [Fact]
    public void Codes_are_an_area_and_a_name_in_snake_case() =>
        Assert.All(ReasonCatalogue.All.Keys, code => Assert.Matches("^[a-z]+\\.[a-z0-9]+(_[a-z0-9]+)*$", code));

    [Fact]
    public void Every_reason_speaks_both_languages() => Assert.All(ReasonCatalogue.All.Values, reason =>
    {
        Assert.Matches("[.…}]$", reason.En);
        Assert.Matches("[\u4e00-\u9fff]", reason.Zh);
        Assert.DoesNotMatch("[\u4e00-\u9fff]", reason.En + reason.RemedyEn);
        Assert.Equal(reason.RemedyEn.Length == 0, reason.RemedyZh.Length == 0);
        if (reason.RemedyZh.Length > 0)
            Assert.Matches("[\u4e00-\u9fff]", reason.RemedyZh);
    });

    [Fact]
    public void Both_languages_have_the_same_placeholders() => Assert.All(ReasonCatalogue.All.Values, reason =>
    {
        Assert.Equal(Placeholders(reason.En), Placeholders(reason.Zh));
        Assert.Equal(Placeholders(reason.RemedyEn), Placeholders(reason.RemedyZh));
    });

    [Fact]
    public void A_value_that_looks_like_a_placeholder_stays_as_it_came()
    {
        var reason = new Reason("test.sample", "{first} and {second} of {unknown} {", "{first}与{second}");
        Assert.Equal("{second} and two of {unknown} {", reason.With(("first", "{second}"), ("second", "two")).Sentence());
    }

    [Fact]
    public void The_test_that_a_reason_is_provoked_by_names_a_reason_that_exists() =>
        Assert.All(Provoking.Tests, provoking => Assert.Contains(provoking.Code, ReasonCatalogue.All.Keys));

    [Fact]
    public void Every_reason_has_a_test_that_provokes_it() =>
        Assert.Empty(ReasonCatalogue.All.Keys.Except(Provoking.Tests.Select(provoking => provoking.Code)));

    static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex("{[^}]*}")]
    private static partial Regex Placeholder();
}
