using System.Text;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>docs/compatibility.md: what of IoTDA the platform does, and which test shows it.</summary>
static class TableDocument
{
    public static string Write()
    {
        var text = new StringBuilder();
        text.Append("""
            # Compatibility with Huawei Cloud IoTDA

            What is compatible, operation by operation, topic by topic and limit by limit, and which test shows it. Dukou is not affiliated with, endorsed or
            certified by Huawei Technologies.

            - **works**: a test shows the effect, on the wire where there is one. What changes something has a test, too, that finds it after a restart (marked ⟳).
            - **not shown**: it is built, and a test is still missing.
            - **answers 501**: it is not built. The answer names the operation (`OperationTests.What_is_not_built_says_so_by_name`).
            - **Evidence** says what the expectation rests on: *documented* (the vendor's pages and models), *vendor SDK run* (the vendor's own SDK ran against
              Dukou), or *captured* (compared with what the real service sent). *own* is an operation that the vendor does not have. Requests that a vendor's
              SDK sent are verified byte for byte (`RecordedRequestTests`); they show signatures, not effects, and so give no operation a grade.
              The core of the vendor's SDK for Node.js, as it is published, signs and calls in `VendorNodeSdkTests`; its client of IoTDA could not be had.

            Keys such as `D:3010` name pages of the vendor's documents: `D:nnnn` is support.huaweicloud.com/api-iothub/iot_06_v5_nnnn.html, `U:x` is
            /usermanual-iothub/x.html, `P:x` is /productdesc-iothub/x.html, `CAMP:nn` is /devg-ocsmartcampus/ocsmartcampus_04_00nn.html.

            This file is generated from the program and its tests; a test fails when it is out of date. Run the tests with `DUKOU_REGENERATE=1` to write it anew.


            """.ReplaceLineEndings("\n"));
        Operations(text, "REST API v5", "Paths are below `/v5/iot/{project_id}/`.", TableOperations.Iotda);
        Operations(text, "Dukou's own operations", "What REST API v5 does not have: our own, the two calls of the identity service that clients need, and the API of devices over HTTPS.", TableOperations.Own);
        Topics(text);
        Limits(text);
        Notes(text);
        return text.ToString();
    }

    static void Operations(StringBuilder text, string title, string introduction, IReadOnlyList<OperationRow> rows)
    {
        text.Append($"## {title}\n\n{introduction} {rows.Count} operations: {Counts(rows.Select(row => row.State))}.\n\n");
        foreach (var group in rows.GroupBy(row => row.Group))
        {
            text.Append($"### {group.Key}\n\n| Operation | Method and path | State | Evidence | Tests |\n|---|---|---|---|---|\n");
            foreach (var row in group)
                text.Append($"| {row.Name} | `{row.Method} {row.Path}` | {row.State} | {Grade(row)} | {Tests(row.Tests)} |\n");
            text.Append('\n');
        }
    }

    static void Topics(StringBuilder text)
    {
        text.Append("## Topics\n\nTopics that begin with `sys/` or `user/` are below `$oc/devices/{device_id}/`.\n\n");
        text.Append("| Topic | Direction | Purpose | State | Tests |\n|---|---|---|---|---|\n");
        Rows(text, TableTopics.Rows);
        text.Append("## Device events\n\nServices of `sys/events/up` and `sys/events/down`. Each that is built and has events going up passes `EventServiceCompliance` as well; `$security_detection_config` has none.\n\n");
        text.Append("| Service | Direction | Purpose | State | Tests |\n|---|---|---|---|---|\n");
        Rows(text, TableTopics.Events);
    }

    static void Rows(StringBuilder text, IEnumerable<TopicRow> rows)
    {
        foreach (var row in rows)
            text.Append($"| `{Cell(row.Topic)}` | {row.Direction} | {row.Purpose} | {row.State} | {Tests(row.Tests)} |\n");
        text.Append('\n');
    }

    static void Limits(StringBuilder text)
    {
        text.Append("## Limits\n\nOptions belong to the settings section `limits`; the values are their defaults in the profile `iotda`.\n\n");
        text.Append("| Limit | IoTDA | Dukou | Option | Tests |\n|---|---|---|---|---|\n");
        foreach (var row in TableLimits.Vendor)
            Limit(text, row);
        text.Append("\nBounds of our own:\n\n| Limit | IoTDA | Dukou | Option | Tests |\n|---|---|---|---|---|\n");
        foreach (var row in TableLimits.Own)
            Limit(text, row);
        text.Append('\n');
    }

    static void Limit(StringBuilder text, LimitRow row) => text.Append(
        $"| {row.What} | {row.Vendor} | {row.Value} | {(row.IsOption ? $"`{row.Name}`" : "")} | {(row.Built && !row.Tests.Any() ? "not shown" : Tests(row.Tests))} |\n");

    static void Notes(StringBuilder text)
    {
        text.Append("## Where the vendor's pages disagree or are silent\n\n| Subject | IoTDA | Dukou |\n|---|---|---|\n");
        foreach (var (subject, vendor, dukou) in TableNotes.Rows)
            text.Append($"| {subject} | {vendor} | {dukou} |\n");
    }

    static string Counts(IEnumerable<string> states) =>
        string.Join(", ", states.CountBy(state => state).OrderByDescending(state => state.Key, StringComparer.Ordinal).Select(state => $"{state.Value} {state.Key}"));

    static string Grade(OperationRow row) => !row.Tests.Any() ? "" : row.IsOwn ? "own" : row.Tests.Max(test => test.Evidence) switch
    {
        Evidence.Captured => "captured",
        Evidence.VendorSdk => "vendor SDK run",
        _ => "documented",
    };

    static string Tests(IEnumerable<Showing> tests) => string.Join("<br>", tests.Select(test => $"`{test.Test}`{(test.AfterRestart ? " ⟳" : "")}"));

    static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
