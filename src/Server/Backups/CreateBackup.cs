using Dukou.Server.Api;
using Dukou.Server.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.Backups;

/// <summary>
/// Answers with an archive of everything durable, taken now, encryption keys included: whoever has it can read every secret. It is put
/// together in the data folder, which needs as much free space again, and is gone from there when the answer is.
/// </summary>
[Operation("POST", "backups", Own = true, Group = "backups", Needs = Role.Owner)]
static class CreateBackup
{
    public static async Task<FileStreamHttpResult> Handle(Backup backup, DataFolder folder, TimeProvider clock, CancellationToken cancellationToken)
    {
        var path = folder.File($"backup-{Guid.NewGuid():N}");
        await backup.CreateAsync(path, cancellationToken: cancellationToken);
        var archive = new FileStream(path, new FileStreamOptions { Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous | FileOptions.SequentialScan });
        return TypedResults.File(archive, "application/zip", $"dukou-{clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}.backup");
    }
}
