using Dukou.Protocol.Mqtt;

namespace Dukou.Protocol.Tests.Mqtt;

public sealed class ConnectReturnCodesTests
{
    [Theory]
    [InlineData(ReasonCode.Success, 0)]
    [InlineData(ReasonCode.UnsupportedProtocolVersion, 1)]
    [InlineData(ReasonCode.ClientIdentifierNotValid, 2)]
    [InlineData(ReasonCode.ServerUnavailable, 3)]
    [InlineData(ReasonCode.ServerBusy, 3)]
    [InlineData(ReasonCode.QuotaExceeded, 3)]
    [InlineData(ReasonCode.BadUserNameOrPassword, 4)]
    [InlineData(ReasonCode.NotAuthorized, 5)]
    [InlineData(ReasonCode.Banned, 5)]
    [InlineData(ReasonCode.QoSNotSupported, 5)]
    public void A_reason_has_a_return_code(ReasonCode reason, byte code) =>
        Assert.Equal((ConnectReturnCode)code, ConnectReturnCodes.FromReason(reason));

    [Fact]
    public void Every_return_code_comes_back_as_itself() =>
        Assert.All(Enum.GetValues<ConnectReturnCode>(), code => Assert.Equal(code, ConnectReturnCodes.FromReason(ConnectReturnCodes.ToReason(code))));
}
