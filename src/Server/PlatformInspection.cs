using System.Data.Common;
using Dukou.Server.Accounts;
using Dukou.Server.Seeding;
using Dukou.Server.Storage;

namespace Dukou.Server;

/// <summary>What a data folder holds for its owner. What costs time is read when it is asked for, and once.</summary>
public sealed class PlatformInspection
{
    readonly DataFolder _folder;
    readonly Lazy<Secrets> _secrets;
    readonly Lazy<PlatformAccount> _account;
    readonly Lazy<DemoDevice?> _demo;

    internal PlatformInspection(ServerOptions options)
    {
        Running = DataFolder.IsInUse(options.DataFolder);
        _folder = DataFolder.OpenBeside(options.DataFolder);
        _secrets = new(() => Secrets.Open(options, _folder));
        _account = new(() => Read("Accounts", core =>
        {
            var accounts = AccountSnapshot.Read(core, _secrets.Value) ?? throw new StorageException($"{Folder} holds no account yet: its first start has not completed.");
            accounts.RequireNoOther(options, _secrets.Value);
            return accounts.Account(_secrets.Value);
        }));
        _demo = new(() => Read("Devices", core => Seeding.Demo.Find(core, _secrets.Value)));
    }

    /// <summary>The folder's full path.</summary>
    public string Folder => _folder.Path;

    /// <summary>Whether a platform runs on it.</summary>
    public bool Running { get; }

    /// <summary>With its secrets.</summary>
    /// <exception cref="PlatformStartException">The folder can't be read, or another release wrote it.</exception>
    public PlatformAccount Account => _account.Value;

    /// <summary>Null when there is none.</summary>
    /// <exception cref="PlatformStartException">The folder can't be read, or another release wrote it.</exception>
    public DemoDevice? Demo => _demo.Value;

    T Read<T>(string feature, Func<DbConnection, T> query)
    {
        try
        {
            return CoreBeside.Read(_folder, feature, query);
        }
        catch (Exception failure) when (failure is StorageException or IOException or UnauthorizedAccessException)
        {
            throw new PlatformStartException([failure.Message]);
        }
    }
}
