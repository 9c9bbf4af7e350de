using System.Security.Cryptography;
using System.Text;
using Dukou.Server.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace Dukou.Server.Accounts;

/// <summary>
/// Secrets that must be readable again (secret keys, device secrets: the HMAC key of a password changes every hour), encrypted by
/// ASP.NET's Data Protection. Each purpose has a key of its own, so that a value copied from one column into another does not open.
/// Safe for any number of threads.
/// </summary>
sealed class Secrets(IDataProtectionProvider provider)
{
    public byte[] Protect(string purpose, string secret) => provider.CreateProtector(purpose).Protect(Encoding.UTF8.GetBytes(secret));

    /// <exception cref="StorageException">The encryption keys are not those with which this was stored.</exception>
    public string Unprotect(string purpose, byte[] protectedSecret)
    {
        try
        {
            return Encoding.UTF8.GetString(provider.CreateProtector(purpose).Unprotect(protectedSecret));
        }
        catch (CryptographicException failure)
        {
            throw new StorageException("The encryption keys do not fit the data folder: bring back the folder of keys that belongs to it (--keys).", failure);
        }
    }

    /// <summary>Registers Data Protection with its keys in a folder that only the owner may read, and this on top.</summary>
    public static void Register(IServiceCollection services, ServerOptions options, DataFolder folder)
    {
        Name(services.AddDataProtection()).PersistKeysToFileSystem(Keys(options, folder));
        services.AddSingleton<Secrets>();
    }

    /// <summary>The same keys without anything else of the platform.</summary>
    public static Secrets Open(ServerOptions options, DataFolder folder) => new(DataProtectionProvider.Create(Keys(options, folder), protection => Name(protection)));

    static DirectoryInfo Keys(ServerOptions options, DataFolder folder) => OwnerOnly.CloseFolder(options.KeysFolder ?? folder.File(DataFolder.KeysName));

    // It is part of every key's purpose: it must not follow the program's path, which is the default.
    static IDataProtectionBuilder Name(IDataProtectionBuilder protection) => protection.SetApplicationName("Dukou");
}
