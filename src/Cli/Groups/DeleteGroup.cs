using System.CommandLine;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Groups;

/// <summary><c>dukou group delete</c>: a group that nobody shall activate by any more; its devices stay.</summary>
static class DeleteGroup
{
    public static Command Verb()
    {
        var group = GroupVerb.Group();
        return ApiVerb.Create("verb.group.delete", async call =>
        {
            var id = call.Parsed.GetRequiredValue(group);
            await call.Client.DeleteRegistrationGroupAsync(id, call.Token);
            call.Say(Phrase.Of("group.deleted", id), new { group_id = id });
            return 0;
        }, group);
    }
}
