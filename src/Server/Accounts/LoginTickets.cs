using System.Security.Cryptography;
using System.Text;

namespace Dukou.Server.Accounts;

/// <summary>
/// One-time proofs for a link: 256 random bits that sign their user in once, within <see cref="Lifetime"/>. Kept in memory as hashes, so
/// a restart ends them; at most <see cref="TicketsMax"/>, beyond that the oldest goes. Thread-safe.
/// </summary>
sealed class LoginTickets(AccountStore accounts, TimeProvider clock)
{
    public const int TicketsMax = 100;
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    const int TicketBytes = 32;

    // Guards the list; oldest first.
    readonly Lock _gate = new();
    readonly List<(string Hash, string UserId, DateTimeOffset ExpiresAt)> _tickets = [];

    public (string Ticket, DateTimeOffset ExpiresAt) Issue(string userId)
    {
        var ticket = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TicketBytes));
        var expiresAt = clock.GetUtcNow() + Lifetime;
        lock (_gate)
        {
            if (_tickets.Count == TicketsMax)
                _tickets.RemoveAt(0);
            _tickets.Add((HashOf(ticket), userId, expiresAt));
        }
        return (ticket, expiresAt);
    }

    /// <summary>The ticket's user, once; null when it is unknown, used or too old.</summary>
    public AccountUser? Take(string ticket)
    {
        var hash = HashOf(ticket);
        lock (_gate)
        {
            _tickets.RemoveAll(known => known.ExpiresAt <= clock.GetUtcNow());
            var found = _tickets.FindIndex(known => known.Hash == hash);
            if (found < 0)
                return null;
            var userId = _tickets[found].UserId;
            _tickets.RemoveAt(found);
            return accounts.FindUser(userId);
        }
    }

    static string HashOf(string ticket) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ticket)));
}
