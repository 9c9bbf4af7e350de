namespace Dukou.Protocol.Tests.Mqtt.Cases;

/// <summary>The tables of all packets; decode, encode, split and mutation tests run over them.</summary>
static class AllCases
{
    public static IReadOnlyList<PacketCase> Valid { get; } =
    [
        .. ConnectCases.Valid, .. ConnAckCases.Valid, .. PublishCases.Valid, .. AcknowledgementCases.Valid, .. SubscribeCases.Valid,
        .. UnsubscribeCases.Valid, .. SessionCases.Valid,
    ];

    public static IReadOnlyList<RefusedCase> Refused { get; } =
    [
        .. FixedHeaderCases.Refused, .. ConnectCases.Refused, .. ConnAckCases.Refused, .. PublishCases.Refused, .. PropertyCases.Refused,
        .. AcknowledgementCases.Refused, .. SubscribeCases.Refused, .. UnsubscribeCases.Refused, .. SessionCases.Refused,
    ];

    public static PacketCase FindValid(string name) => Valid.Single(c => c.Name == name);

    public static RefusedCase FindRefused(string name) => Refused.Single(c => c.Name == name);
}
