using System.CommandLine;
using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Groups;

/// <summary><c>dukou group list</c>: groups newest first, without secrets.</summary>
static class ListGroups
{
    public static Command Verb()
    {
        var product = ApiVerb.Option<string?>("--product", "option.list.product", "ID");
        return ApiVerb.Create("verb.group.list", async call =>
        {
            var columns = new Columns(Phrase.Of("column.group"), Phrase.Of("column.scope"), Phrase.Of("column.status"), Phrase.Of("column.product"), Phrase.Of("column.name"));
            await foreach (var group in call.Client.EnumerateRegistrationGroupsAsync(new ListRegistrationGroupsQuery { ProductId = call.Parsed.GetValue(product) }, call.Token))
            {
                if (call.Json)
                    call.WriteLine(group);
                else
                    columns.Add(group.GroupId, group.ScopeId, Phrase.Of(group.Enabled == true ? "group.on" : "group.off"), group.ProductId, group.GroupName);
            }
            if (!call.Json)
                columns.Write(call.Output);
            return 0;
        }, product);
    }
}
