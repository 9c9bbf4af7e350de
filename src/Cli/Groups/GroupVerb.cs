using System.CommandLine;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Groups;

/// <summary><c>dukou group</c>: registration groups, one secret for a whole product line.</summary>
[Verb("group", 180)]
static class GroupVerb
{
    public static Command Verb() => ApiVerb.Group("verb.group", CreateGroup.Verb(), ListGroups.Verb(), ShowGroup.Verb(), UpdateGroup.Verb(), DeleteGroup.Verb());

    public static Argument<string> Group() => ApiVerb.Argument("argument.group.id", "GROUP_ID");
}
