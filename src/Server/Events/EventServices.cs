using System.Collections.Frozen;
using System.Reflection;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Pipeline;

namespace Dukou.Server.Events;

/// <summary>Finds every <see cref="EventServiceAttribute"/> in the assembly, and the service of an event by its names.</summary>
sealed class EventServices(IServiceProvider provider)
{
    static readonly FrozenDictionary<(string ServiceId, string EventType), Type> Types = All
        .SelectMany(found => found.Service.EventTypes.Select(eventType => KeyValuePair.Create((found.Service.ServiceId, eventType), found.Type)))
        .ToFrozenDictionary();

    public static IReadOnlyList<(EventServiceAttribute Service, Type Type)> All => [.. typeof(EventServices).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes<EventServiceAttribute>().Select(service => (service, type)))
        .OrderBy(found => found.service.ServiceId, StringComparer.Ordinal)];

    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<EventServices>();
        services.AddSingleton<EventMetrics>();
        services.AddSingleton<EventDownlink>();
        services.AddSingleton<IUplinkHandler, EventsUpHandler>();
        foreach (var type in All.Select(found => found.Type).Distinct())
            services.AddSingleton(type);
    }

    /// <summary>Null when the platform has no use for the event.</summary>
    public IEventService? Find(DeviceEvent asked) =>
        Types.TryGetValue((asked.SystemService, asked.EventType), out var type) ? (IEventService)provider.GetRequiredService(type) : null;
}
