using System.CommandLine;
using Dukou.ApplicationSdk;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Snippets;

/// <summary>
/// <c>dukou snippet</c>: a whole program that lists devices and sends one a message, with the vendor's SDK of a language or with what a
/// shell has, pointed at this platform: endpoint, region object, derived signature. Keys come from the environment, as the vendor's do.
/// </summary>
[Verb("snippet", 140)]
static class Snippet
{
    const string RegionDefault = "cn-north-4";

    static readonly string[] Languages = ["java", "python", "go", "node", "dotnet", "curl", "powershell"];

    public static Command Verb()
    {
        var lang = new Option<string>("--lang") { Description = Phrase.Of("option.snippet.lang"), HelpName = string.Join('|', Languages), Required = true };
        lang.AcceptOnlyFromAmong(Languages);
        var device = ApiVerb.Option<string?>("--device", "option.snippet.device", "ID");
        var secrets = ApiVerb.Option<bool>("--secrets", "option.snippet.secrets");
        return ApiVerb.Create("verb.snippet", async call =>
        {
            var chosen = call.Parsed.GetRequiredValue(lang);
            var key = (AccessKeyCredentials)call.Client.Credentials; // A target has an access key.
            var keys = new Keys(chosen == "powershell", call.Target, key, call.Parsed.GetValue(secrets));
            var program = Template(chosen)
                .Replace("{endpoint}", call.Target.Api.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
                .Replace("{region}", key.Region ?? RegionDefault, StringComparison.Ordinal)
                .Replace("{project}", key.ProjectId, StringComparison.Ordinal)
                .Replace("{device}", call.Parsed.GetValue(device) ?? await SomeDeviceAsync(call), StringComparison.Ordinal);
            var comment = chosen switch { "java" or "go" or "node" or "dotnet" => "// ", _ => "# " };
            var preface = string.Concat(keys.Lines().Select(line => $"{(keys.Runs && chosen is "curl" or "powershell" ? "" : comment)}{line}\n"));
            // A shell names its interpreter on the first line.
            await call.Output.WriteAsync(program.StartsWith("#!", StringComparison.Ordinal) ? program.Insert(program.IndexOf('\n', StringComparison.Ordinal) + 1, preface) : preface + program);
            return 0;
        }, lang, device, secrets);
    }

    static async Task<string> SomeDeviceAsync(Call call)
    {
        await foreach (var device in call.Client.EnumerateDevicesAsync(new() { Limit = 1 }, call.Token))
            return device.DeviceId ?? "";
        return "DEVICE_ID";
    }

    static string Template(string lang)
    {
        using var reader = new StreamReader(typeof(Snippet).Assembly.GetManifestResourceStream($"Snippets/{lang}.txt")!); // Embedded by the project file.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>The lines that set the environment.</summary>
    sealed record Keys(bool PowerShell, Target Target, AccessKeyCredentials Key, bool Secrets)
    {
        /// <summary>They set real values, so that a shell can run them.</summary>
        public bool Runs => Secrets;

        public IEnumerable<string> Lines()
        {
            yield return Set("HUAWEICLOUD_SDK_AK", Key.AccessKey);
            yield return Set("HUAWEICLOUD_SDK_SK", Secrets ? Key.SecretKey : Phrase.Of("snippet.secret"));
            if (Target.CaFile is { } ca)
                yield return Set("SSL_CERT_FILE", ca);
        }

        string Set(string name, string value) => PowerShell ? $"$env:{name} = '{value}'" : $"export {name}='{value}'";
    }
}
