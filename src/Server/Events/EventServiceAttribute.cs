namespace Dukou.Server.Events;

/// <summary>
/// Marks a class as the platform's side of one system service of device events (section 2.11 of the protocol). It is found by this
/// attribute: adding a service is adding its file.
/// </summary>
/// <param name="serviceId">The service's name with its <c>$</c>; devices may leave the <c>$</c> out.</param>
/// <param name="eventTypes">The events that devices send to it.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
sealed class EventServiceAttribute(string serviceId, params string[] eventTypes) : Attribute
{
    public string ServiceId => serviceId;

    public IReadOnlyList<string> EventTypes => eventTypes;
}
