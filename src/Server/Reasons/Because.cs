using System.Text;

namespace Dukou.Server.Reasons;

/// <summary>One occurrence of a <see cref="Reason"/>: rendered when somebody reads it, in the reader's language.</summary>
sealed record Because(Reason Reason, IReadOnlyList<(string Name, string Value)> Values)
{
    public string Code => Reason.Code;

    public string Sentence(bool chinese = false) => Fill(chinese ? Reason.Zh : Reason.En);

    public string Remedy(bool chinese = false) => Fill(chinese ? Reason.RemedyZh : Reason.RemedyEn);

    // In one pass: a value that itself looks like a placeholder stays as it came.
    string Fill(string template)
    {
        if (Values.Count == 0 || !template.Contains('{'))
            return template;
        var filled = new StringBuilder(template.Length + 64);
        var rest = template.AsSpan();
        while (rest.IndexOf('{') is >= 0 and var open)
        {
            filled.Append(rest[..open]);
            rest = rest[open..];
            var close = rest.IndexOf('}');
            if (close < 0 || !TryFind(rest[1..close], out var value))
            {
                filled.Append('{');
                rest = rest[1..];
                continue;
            }
            filled.Append(value);
            rest = rest[(close + 1)..];
        }
        return filled.Append(rest).ToString();
    }

    bool TryFind(ReadOnlySpan<char> name, out string value)
    {
        foreach (var known in Values)
            if (name.SequenceEqual(known.Name))
            {
                value = known.Value;
                return true;
            }
        value = "";
        return false;
    }
}
