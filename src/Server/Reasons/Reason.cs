namespace Dukou.Server.Reasons;

/// <summary>
/// Why something became of a message, a connection attempt or an API call: a stable code and, in both languages, a sentence with
/// <c>{values}</c> and what a person can do about it. Reasons are static fields of classes named <c>…Reasons</c>;
/// <see cref="ReasonCatalogue"/> finds them all, docs/reasons.md lists them.
/// </summary>
/// <param name="Code">Stable, <c>area.what</c>, e.g. <c>connect.stamp_is_local_time</c>.</param>
/// <param name="En">The sentence, with placeholders in braces.</param>
/// <param name="Zh">The same in Chinese.</param>
/// <param name="RemedyEn">What to do; empty when nothing is wrong.</param>
/// <param name="RemedyZh">The same in Chinese.</param>
sealed record Reason(string Code, string En, string Zh, string RemedyEn = "", string RemedyZh = "")
{
    /// <summary>This reason with the values of one occurrence, in the order name, value, name, value.</summary>
    public Because With(params ReadOnlySpan<(string Name, string Value)> values) => new(this, values.ToArray());

    public static implicit operator Because(Reason reason) => new(reason, []);
}
