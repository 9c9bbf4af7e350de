using Dukou.Server.Storage;

namespace Dukou.Server.Accounts;

/// <summary>Who may use the installation, and how secrets are kept.</summary>
static class AccountServices
{
    public static void Register(IServiceCollection services, ServerOptions options, DataFolder folder)
    {
        Secrets.Register(services, options, folder);
        services.AddSingleton<AccountStore>();
        services.AddSingleton<Tokens>();
        services.AddSingleton<LoginTickets>();
        services.AddSingleton<SignInLimiter>();
    }
}
