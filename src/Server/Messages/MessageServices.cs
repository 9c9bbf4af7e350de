using Dukou.Server.Pipeline;

namespace Dukou.Server.Messages;

/// <summary>Messages to devices.</summary>
static class MessageServices
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<MessageStore>();
        services.AddSingleton<MessageDelivery>();
        services.AddSingleton<ISessionObserver>(provider => provider.GetRequiredService<MessageDelivery>());
        services.AddHostedService<MessageSweeper>();
    }

    /// <summary>After the registry and before the first listener.</summary>
    public static Task OpenAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<MessageStore>().RecoverAsync(cancellationToken);
}
