namespace Dukou.Cli.Settings;

/// <summary>How many values a setting takes.</summary>
enum SettingKind
{
    Text,

    /// <summary>Present or absent as an option; <c>true</c> or <c>false</c> elsewhere.</summary>
    Flag,

    /// <summary>Repeated as an option, separated by commas in the environment, a list (or an object of names and values) in the file.</summary>
    Many,
}

/// <summary>One thing that a start of the platform can be told, under one name in three spellings: <c>--test-clock</c>, <c>DUKOU_TEST_CLOCK</c>, <c>test_clock</c>.</summary>
/// <param name="Name">The option's name without its dashes.</param>
/// <param name="Kind">How many values it takes.</param>
/// <param name="HelpName">What stands for the value in the help.</param>
/// <param name="IsSecret">No option: other users of the machine can read a process's command line.</param>
/// <param name="IsPath">In the file, relative to the file's own folder.</param>
sealed record Setting(string Name, SettingKind Kind = SettingKind.Text, string? HelpName = null, bool IsSecret = false, bool IsPath = false)
{
    public string Option => "--" + Name;

    public string Variable => "DUKOU_" + Name.Replace('-', '_').ToUpperInvariant();

    public string Key => Name.Replace('-', '_');

    /// <summary>The key of the sentence in the help.</summary>
    public string TextKey => "option." + Name;
}
