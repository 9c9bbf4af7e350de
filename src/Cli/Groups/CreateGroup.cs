using System.CommandLine;
using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Groups;

/// <summary><c>dukou group create</c>: makes a group and shows what its devices need: scope id and secret.</summary>
static class CreateGroup
{
    public static Command Verb()
    {
        var name = ApiVerb.Argument("argument.group.name", "NAME");
        var product = ApiVerb.Option<string>("--product", "option.group.product", "ID");
        product.Required = true;
        var secret = ApiVerb.Option<string?>("--secret", "option.group.secret", "BASE64");
        var certificates = ApiVerb.Option<bool>("--certificates", "option.group.certificates");
        var plain = ApiVerb.Option<bool>("--plain", "option.group.plain");
        var reactivation = ApiVerb.Option<bool>("--reactivation", "option.group.reactivation");
        var config = ApiVerb.Option<string?>("--config", "option.group.config", "TEXT");
        return ApiVerb.Create("verb.group.create", async call =>
        {
            call.Show(await call.Client.CreateRegistrationGroupAsync(new CreateRegistrationGroupRequest
            {
                GroupName = call.Parsed.GetRequiredValue(name),
                ProductId = call.Parsed.GetRequiredValue(product),
                AuthType = call.Parsed.GetValue(certificates) ? "CERTIFICATES" : "SECRET",
                GroupSecret = call.Parsed.GetValue(secret),
                SecureAccess = !call.Parsed.GetValue(plain),
                AllowReactivation = call.Parsed.GetValue(reactivation),
                InitConfig = call.Parsed.GetValue(config),
            }, call.Token));
            return 0;
        }, name, product, secret, certificates, plain, reactivation, config);
    }
}
