using System.Security.Cryptography;
using Dukou.Server.Storage;

namespace Dukou.Server.Files;

/// <summary>The bytes of files, in the folder <c>files</c>. A file appears under its id only when it is whole and on disk.</summary>
sealed class FileBlobs(DataFolder folder)
{
    public const string FolderName = "files";
    const string Unfinished = ".part";
    const int SliceBytes = 64 * 1024;

    long _incoming;

    /// <summary>Bytes of files that are being received.</summary>
    public long Incoming => Interlocked.Read(ref _incoming);

    public string PathOf(string fileId) => Path.Combine(folder.File(FolderName), fileId);

    /// <summary>Receives a file slice by slice; null when it is longer than <paramref name="bytesMax"/>. Nothing stays behind unless it is whole.</summary>
    public async Task<(long Size, string Sha256, string Md5)?> ReceiveAsync(string fileId, Stream body, Func<long> bytesMax, CancellationToken cancellationToken)
    {
        OwnerOnly.CreateFolder(folder.File(FolderName));
        var part = PathOf(fileId) + Unfinished;
        long size = 0;
        try
        {
            using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true))
            {
                var slice = new byte[SliceBytes];
                while (await body.ReadAsync(slice, cancellationToken) is > 0 and var read)
                {
                    size += read;
                    Interlocked.Add(ref _incoming, read);
                    if (size > bytesMax())
                        return null;
                    sha256.AppendData(slice, 0, read);
                    md5.AppendData(slice, 0, read);
                    await file.WriteAsync(slice.AsMemory(0, read), cancellationToken);
                }
                file.Flush(flushToDisk: true);
            }
            File.Move(part, PathOf(fileId));
            return (size, Convert.ToHexStringLower(sha256.GetHashAndReset()), Convert.ToHexStringLower(md5.GetHashAndReset()));
        }
        finally
        {
            Interlocked.Add(ref _incoming, -size);
            File.Delete(part);
        }
    }

    /// <summary>Whoever is reading it reads on.</summary>
    public void Delete(string fileId) => File.Delete(PathOf(fileId));

    /// <summary>Deletes what an interrupted run left behind.</summary>
    public void DeleteExcept(Func<string, bool> isKnown)
    {
        if (Directory.Exists(folder.File(FolderName)))
            foreach (var name in Directory.EnumerateFiles(folder.File(FolderName)).Select(path => Path.GetFileName(path)))
                if (name.EndsWith(Unfinished, StringComparison.Ordinal) || !isKnown(name))
                    Delete(name);
    }
}
