using System.Text.RegularExpressions;
using Dukou.ApplicationSdk.Models;

namespace Dukou.WebConsole.Products;

/// <summary>An event of a service with its parameters.</summary>
public sealed partial class EventDraft
{
    public string EventType { get; set; } = "";
    public List<ValueDraft> Paras { get; } = [];
    ServiceEvent Source { get; init; } = new();

    public string? Problem => !Allowed().IsMatch(EventType.Trim()) ? "model.problem.event" : Paras.Select(para => para.Problem).FirstOrDefault(problem => problem is not null);

    public static EventDraft Of(ServiceEvent happening)
    {
        var draft = new EventDraft { EventType = happening.EventType ?? "", Source = happening };
        draft.Paras.AddRange((happening.Paras ?? []).Select(para => ValueDraft.Of(para)));
        return draft;
    }

    public ServiceEvent ToEvent() => Source with { EventType = EventType.Trim(), Paras = [.. Paras.Select(para => para.ToPara())] };

    // As the API has it: more than other names may have, and shorter.
    [GeneratedRegex("^[\u4e00-\u9fa5A-Za-z0-9_?'#().,&%@!-]{1,32}$")]
    private static partial Regex Allowed();
}
