namespace Dukou.Cli.Settings;

/// <summary>Where a value came from; a greater one wins.</summary>
enum SettingSource
{
    Default,
    File,
    Environment,
    Option,
}

/// <summary>The values of one setting, all from the same source.</summary>
/// <param name="Values">As written; a flag is <c>true</c> or <c>false</c>.</param>
/// <param name="Source">Where they came from.</param>
/// <param name="Name">The spelling in that source, to begin a sentence about a mistake: <c>--http</c>, <c>DUKOU_HTTP</c>, <c>dukou.json: http</c>.</param>
sealed record Given(IReadOnlyList<string> Values, SettingSource Source, string Name)
{
    public string Value => Values[^1];
}
