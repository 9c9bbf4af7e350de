using System.CommandLine;
using Dukou.ApplicationSdk;
using Dukou.Cli.Settings;
using Dukou.Server;
using Dukou.Server.Storage;

namespace Dukou.Cli;

/// <summary><c>dukou backup FILE</c>: everything of a data folder in one archive, from the platform that runs on it or from the folder itself.</summary>
[Verb("backup", 200)]
static class Backup
{
    public static Command Verb()
    {
        var file = new Argument<string>("FILE") { Description = Phrase.Of("argument.backup") };
        var verb = new Command("backup", Phrase.Of("verb.backup")) { file };
        SettingOptions.Add(verb, UpSettings.Place);
        verb.SetAction((parsed, cancellationToken) => RunAsync(parsed, Path.GetFullPath(parsed.GetRequiredValue(file)), cancellationToken));
        return verb;
    }

    static async Task<int> RunAsync(ParseResult parsed, string file, CancellationToken cancellationToken)
    {
        var console = parsed.InvocationConfiguration;
        try
        {
            if (File.Exists(file))
                throw new PlatformStartException([Phrase.Of("backup.exists", file)]);
            var place = await Place.OpenAsync(parsed, cancellationToken);
            using (var progress = new ProgressLine(console.Error))
                if (place.Found.Running)
                    await DownloadAsync(place, file, progress, cancellationToken);
                else
                    await Platform.BackupAsync(Place.Options(parsed) with { Password = null }, file, progress.At, cancellationToken);
            console.Error.WriteLine(Phrase.Of("backup.done", file));
            return 0;
        }
        catch (PlatformStartException failure)
        {
            return Failure.Print(console.Error, failure.Problems);
        }
        catch (Exception failure) when (failure is IotdaRequestException or HttpRequestException or IOException or UnauthorizedAccessException)
        {
            return Failure.Print(console.Error, [failure.Message]);
        }
    }

    static async Task DownloadAsync(Place place, string file, ProgressLine progress, CancellationToken cancellationToken)
    {
        using var http = place.ConnectHttp();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/{place.Found.Account.ProjectId}/backups");
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new IOException(await answer.Content.ReadAsStringAsync(cancellationToken));
        // Under the final name only when it is whole.
        var part = file + ".part";
        try
        {
            await using (var target = new FileStream(part, OwnerOnly.Writing(FileMode.Create)))
            await using (var source = await answer.Content.ReadAsStreamAsync(cancellationToken))
            {
                var buffer = new byte[64 * 1024];
                while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var read)
                {
                    await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                    progress.At(target.Position, answer.Content.Headers.ContentLength ?? 0);
                }
            }
            File.Move(part, file);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
