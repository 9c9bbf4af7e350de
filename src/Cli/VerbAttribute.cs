namespace Dukou.Cli;

/// <summary>Marks a static class whose method <c>Verb</c> makes a verb. A verb is its file: nothing else lists it.</summary>
/// <param name="name">What is typed after <c>dukou</c>.</param>
/// <param name="place">Where it stands in the list of verbs, which goes from the first visit to the operator's chores.</param>
[AttributeUsage(AttributeTargets.Class)]
sealed class VerbAttribute(string name, int place) : Attribute
{
    public string Name => name;

    public int Place => place;
}
