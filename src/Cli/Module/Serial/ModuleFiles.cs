using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Dukou.Cli.Module.Serial;

/// <summary>One entry of a module's folder.</summary>
sealed record RemoteEntry(string Name, bool IsFolder, long Size);

/// <summary>A file as it lies on the module; the hash is null where the firmware can't compute one.</summary>
sealed record RemoteFile(string Path, long Size, string? Sha256);

/// <summary>
/// The files of a module, through its prompt. What is put there goes to a file beside its name first, is compared by size and hash, and takes
/// the name only then: a transfer that breaks off leaves the former file as it was.
/// </summary>
sealed class ModuleFiles(Prompt prompt)
{
    // What one piece of code carries; a module has little memory and MicroPython compiles the piece as a whole.
    const int Piece = 1024;

    /// <summary>Writes a file and verifies it.</summary>
    /// <exception cref="ModuleLinkException">It did not arrive as it is.</exception>
    public async Task<RemoteFile> PutAsync(ReadOnlyMemory<byte> content, string path, Action<long>? progress, CancellationToken cancellationToken)
    {
        var part = path + ".part";
        await prompt.DoAsync($"import ubinascii, uos\n_f = open({Literal(part)}, 'wb')\n_w = lambda text: _f.write(ubinascii.a2b_base64(text))\n", cancellationToken);
        for (var at = 0; at < content.Length; at += Piece)
        {
            var piece = content[at..Math.Min(content.Length, at + Piece)];
            await prompt.DoAsync($"_w('{Convert.ToBase64String(piece.Span)}')", cancellationToken);
            progress?.Invoke(at + piece.Length);
        }
        await prompt.DoAsync("_f.close()", cancellationToken);
        var arrived = await DescribeAsync(part, cancellationToken);
        if (arrived.Size != content.Length || arrived.Sha256 is { } hash && hash != Hash(content.Span))
        {
            await prompt.RunAsync($"uos.remove({Literal(part)})", cancellationToken);
            throw new ModuleLinkException(Phrase.Of("serial.differs", path));
        }
        // Not every file system renames over a file that is there.
        await prompt.DoAsync($"try:\n uos.remove({Literal(path)})\nexcept OSError:\n pass\nuos.rename({Literal(part)}, {Literal(path)})", cancellationToken);
        return arrived with { Path = path };
    }

    /// <summary>Reads a file and verifies it.</summary>
    /// <exception cref="ModuleLinkException">There is no such file, or it did not arrive as it is.</exception>
    public async Task<byte[]> GetAsync(string path, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        var file = await DescribeAsync(path, cancellationToken);
        await prompt.DoAsync($"import ubinascii\n_f = open({Literal(path)}, 'rb')", cancellationToken);
        var content = new MemoryStream();
        while (content.Length < file.Size)
        {
            var answer = await prompt.DoAsync(string.Create(CultureInfo.InvariantCulture, $"print(ubinascii.b2a_base64(_f.read({Piece})).decode().strip())"), cancellationToken);
            var piece = Decode(answer.Text, path);
            if (piece.Length == 0)
                break;
            content.Write(piece);
            progress?.Invoke(content.Length, file.Size);
        }
        await prompt.DoAsync("_f.close()", cancellationToken);
        var bytes = content.ToArray();
        return bytes.Length == file.Size && (file.Sha256 is null || file.Sha256 == Hash(bytes)) ? bytes : throw new ModuleLinkException(Phrase.Of("serial.differs", path));
    }

    public async Task<RemoteFile> DescribeAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await prompt.DoAsync($"""
            import uos, ubinascii
            _h = None
            try:
                import uhashlib
                _h = uhashlib.sha256()
            except (ImportError, AttributeError):
                pass
            _f = open({Literal(path)}, 'rb')
            _n = 0
            while True:
                _b = _f.read(512)
                if not _b:
                    break
                _n += len(_b)
                if _h:
                    _h.update(_b)
            _f.close()
            print(_n, ubinascii.hexlify(_h.digest()).decode() if _h else '-')
            """, cancellationToken);
        return answer.Text.Trim().Split(' ') is [var size, var hash] && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? new(path, bytes, hash == "-" ? null : hash)
            : throw new ModuleLinkException(Phrase.Of("serial.nonsense", answer.Text.Trim()));
    }

    public async Task<List<RemoteEntry>> ListAsync(string path, CancellationToken cancellationToken)
    {
        // Some file systems give no size: then it is asked for.
        var answer = await prompt.DoAsync($"""
            import uos, ujson
            _p = {Literal(path.Length > 1 ? path.TrimEnd('/') : path)}
            for _e in uos.ilistdir(_p):
                _d = _e[1] == 0x4000
                print(ujson.dumps([_e[0], _d, 0 if _d else uos.stat((_p + '/' + _e[0]).replace('//', '/'))[6]]))
            """, cancellationToken);
        try
        {
            return [.. answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Select(entry => new RemoteEntry(entry[0].GetString()!, entry[1].GetBoolean(), entry[2].GetInt64())) // A name is a text.
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new ModuleLinkException(Phrase.Of("serial.nonsense", answer.Text.Trim()));
        }
    }

    public async Task RemoveAsync(string path, bool recursive, CancellationToken cancellationToken) => await prompt.DoAsync(!recursive
        ? $"import uos\ntry:\n uos.remove({Literal(path)})\nexcept OSError:\n uos.rmdir({Literal(path)})"
        : $"""
          import uos
          def _rm(p):
              if uos.stat(p)[0] & 0x4000:
                  for e in list(uos.ilistdir(p)):
                      _rm(p + '/' + e[0])
                  uos.rmdir(p)
              else:
                  uos.remove(p)
          _rm({Literal(path.TrimEnd('/'))})
          """, cancellationToken);

    /// <summary><c>/usr</c> on a QuecPython module, the root elsewhere.</summary>
    public async Task<string> RootAsync(CancellationToken cancellationToken) =>
        (await prompt.DoAsync("import uos\ntry:\n uos.stat('/usr')\n print('/usr')\nexcept OSError:\n print('/')", cancellationToken)).Text.Trim();

    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    static byte[] Decode(string text, string path)
    {
        try
        {
            return Convert.FromBase64String(text.Trim());
        }
        catch (FormatException)
        {
            throw new ModuleLinkException(Phrase.Of("serial.differs", path));
        }
    }

    static string Literal(string text) => PythonLiteral.Text(text);
}
