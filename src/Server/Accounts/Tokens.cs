using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Dukou.Server.Accounts;

/// <summary>
/// Tokens for <c>X-Auth-Token</c>. A token is an encrypted note of who signed in and until when; nothing is stored, so it survives a
/// restart, and it ends with its time or with the user's next password.
/// </summary>
sealed class Tokens(IDataProtectionProvider provider, AccountStore accounts, TimeProvider clock)
{
    readonly IDataProtector _protector = provider.CreateProtector("token");

    public (string Token, DateTimeOffset ExpiresAt) Issue(AccountUser user, TimeSpan lifetime)
    {
        var expiresAt = clock.GetUtcNow() + lifetime;
        var note = JsonSerializer.Serialize(new Note(user.UserId, user.SecurityStamp, expiresAt.ToUnixTimeSeconds()));
        return (_protector.Protect(note), expiresAt);
    }

    public (TokenState State, AccountUser? User) Check(string token)
    {
        Note note;
        try
        {
            note = JsonSerializer.Deserialize<Note>(_protector.Unprotect(token))!;
        }
        // Made by another installation, cut short, or not a token at all.
        catch (CryptographicException)
        {
            return (TokenState.Foreign, null);
        }
        if (clock.GetUtcNow().ToUnixTimeSeconds() >= note.ExpiresAt)
            return (TokenState.Expired, null);
        return accounts.FindUser(note.UserId) is { } user && user.SecurityStamp == note.SecurityStamp
            ? (TokenState.Valid, user)
            : (TokenState.Revoked, null);
    }

    sealed record Note(string UserId, string SecurityStamp, long ExpiresAt);
}

enum TokenState
{
    Valid,
    Foreign,
    Expired,
    Revoked,
}
