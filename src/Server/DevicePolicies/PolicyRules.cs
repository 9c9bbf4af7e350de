namespace Dukou.Server.DevicePolicies;

/// <summary>All policies of one device, put together for one question: may it? Immutable.</summary>
sealed class PolicyRules
{
    readonly Rule[] _rules;

    public PolicyRules(string deviceId, IEnumerable<PolicyStatement> statements) =>
        _rules = [.. statements
            // A denial decides at once.
            .OrderByDescending(statement => statement.IsDeny)
            .Select(statement => new Rule(statement.IsDeny,
                statement.Actions!.Contains(PolicyStatement.PublishAction), statement.Actions!.Contains(PolicyStatement.SubscribeAction), // Checked when it was stored.
                [.. statement.Resources!.Select(resource => PolicyPattern.For(resource[PolicyStatement.TopicPrefix.Length..], deviceId))]))];

    /// <summary>Whether something is denied at all, for those who ask at every message.</summary>
    public bool HasDenials => _rules.Length > 0 && _rules[0].Deny;

    public bool MayPublish(ReadOnlySpan<byte> topic)
    {
        foreach (var rule in _rules)
            if (rule.Publish && rule.Covers(topic))
                return !rule.Deny;
        return false;
    }

    public bool MaySubscribe(ReadOnlySpan<byte> filter)
    {
        foreach (var rule in _rules)
            if (rule.Subscribe && rule.Covers(filter))
                return !rule.Deny;
        return false;
    }

    /// <summary>Whether it must not hear a message on this topic, although a filter that it may have covers it.</summary>
    public bool MustNotHear(ReadOnlySpan<byte> topic)
    {
        foreach (var rule in _rules)
            if (rule.Deny && rule.Subscribe && rule.Covers(topic))
                return true;
        return false;
    }

    sealed record Rule(bool Deny, bool Publish, bool Subscribe, byte[][] Patterns)
    {
        public bool Covers(ReadOnlySpan<byte> text)
        {
            foreach (var pattern in Patterns)
                if (PolicyPattern.Matches(pattern, text))
                    return true;
            return false;
        }
    }
}
