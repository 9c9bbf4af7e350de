namespace Dukou.Protocol.Mqtt;

/// <summary>A name and a value that the peers agreed on; names may repeat and order is kept.</summary>
public readonly record struct UserProperty(string Name, string Value);
