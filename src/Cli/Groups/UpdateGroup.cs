using System.CommandLine;
using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Groups;

/// <summary><c>dukou group update</c>: switches a group on or off and changes what is given; the rest stays.</summary>
static class UpdateGroup
{
    public static Command Verb()
    {
        var group = GroupVerb.Group();
        var name = ApiVerb.Option<string?>("--name", "option.group.name", "NAME");
        var enabled = ApiVerb.Option<bool?>("--enabled", "option.group.enabled", "true|false");
        var secret = ApiVerb.Option<string?>("--secret", "option.group.other-secret", "BASE64");
        var plain = ApiVerb.Option<bool?>("--plain", "option.group.plain", "true|false");
        var reactivation = ApiVerb.Option<bool?>("--reactivation", "option.group.reactivation", "true|false");
        var config = ApiVerb.Option<string?>("--config", "option.group.config", "TEXT");
        var verb = ApiVerb.Create("verb.group.update", async call =>
        {
            call.Show(await call.Client.UpdateRegistrationGroupAsync(call.Parsed.GetRequiredValue(group), new UpdateRegistrationGroupRequest
            {
                GroupName = call.Parsed.GetValue(name),
                Enabled = call.Parsed.GetValue(enabled),
                GroupSecret = call.Parsed.GetValue(secret),
                SecureAccess = !call.Parsed.GetValue(plain),
                AllowReactivation = call.Parsed.GetValue(reactivation),
                InitConfig = call.Parsed.GetValue(config),
            }, call.Token));
            return 0;
        }, group, name, enabled, secret, plain, reactivation, config);
        Option[] changes = [name, enabled, secret, plain, reactivation, config];
        verb.Validators.Add(result =>
        {
            if (changes.All(change => result.GetResult(change) is null))
                result.AddError(Phrase.Of("group.no-change", string.Join(", ", changes.Select(change => change.Name))));
        });
        return verb;
    }
}
