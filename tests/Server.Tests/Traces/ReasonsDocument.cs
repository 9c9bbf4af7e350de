using System.Text;
using Dukou.Server.Reasons;

namespace Dukou.Server.Tests.Traces;

/// <summary>docs/reasons.md: one row for each reason, with the test that provokes it.</summary>
static class ReasonsDocument
{
    public static string Write()
    {
        var tests = Provoking.Tests.ToLookup(provoking => provoking.Code, provoking => provoking.Test);
        var text = new StringBuilder();
        text.Append("""
            # Reasons · 原因

            What became of every message, connection attempt and API call is told with one of these reasons: a stable code, a sentence with the values
            of the occurrence in place of the names in braces, and what to do. Read them with `dukou trace`, with `GET /v1/{project_id}/traces`, or live
            from `/v1/{project_id}/traces/stream`. The last column names the test that brings the reason about.

            每条消息、每次接入尝试和每次 API 调用的结果都用下列原因之一说明：稳定的代码、带有具体数值的说明（花括号为占位符）以及处理方法。
            可通过 `dukou trace`、`GET /v1/{project_id}/traces` 或实时流 `/v1/{project_id}/traces/stream` 查看。最后一列是触发该原因的测试。

            This file is generated from the program; a test fails when it is out of date. Run the tests with `DUKOU_REGENERATE=1` to write it anew.


            """.ReplaceLineEndings("\n"));
        foreach (var area in ReasonCatalogue.All.Values.GroupBy(reason => reason.Code.Split('.')[0]).OrderBy(area => area.Key, StringComparer.Ordinal))
        {
            text.Append($"## {area.Key}\n\n| Code | Sentence | 说明 | Remedy | 处理方法 | Test |\n|---|---|---|---|---|---|\n");
            foreach (var reason in area.OrderBy(reason => reason.Code, StringComparer.Ordinal))
                text.Append($"| `{reason.Code}` | {Cell(reason.En)} | {Cell(reason.Zh)} | {Cell(reason.RemedyEn)} | {Cell(reason.RemedyZh)} | {string.Join("<br>", tests[reason.Code].Select(test => $"`{test}`"))} |\n");
            text.Append('\n');
        }
        return text.ToString().TrimEnd('\n') + "\n";
    }

    static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
