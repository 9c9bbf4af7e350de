using System.CommandLine;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Groups;

/// <summary><c>dukou group show</c>: a group with its secret.</summary>
static class ShowGroup
{
    public static Command Verb()
    {
        var group = GroupVerb.Group();
        return ApiVerb.Create("verb.group.show", async call =>
        {
            call.Show(await call.Client.ShowRegistrationGroupAsync(call.Parsed.GetRequiredValue(group), call.Token));
            return 0;
        }, group);
    }
}
