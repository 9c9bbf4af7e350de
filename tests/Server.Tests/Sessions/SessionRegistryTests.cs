using Dukou.Protocol.Mqtt;
using Dukou.Server.Reasons;
using Dukou.Server.Sessions;

namespace Dukou.Server.Tests.Sessions;

public sealed class SessionRegistryTests
{
    readonly SessionRegistry<Connection> _registry = new();

    [Fact]
    public void The_newer_connection_takes_over_and_gets_the_older_one_to_close()
    {
        var (older, newer) = (new Connection(1), new Connection(2));
        Assert.True(_registry.TryTakeOver("lamp", older, out var before));
        Assert.Null(before);
        Assert.True(_registry.TryTakeOver("lamp", newer, out before));
        Assert.Same(older, before);
        _registry.Remove("lamp", older);
        Assert.Same(newer, _registry.Find("lamp"));
    }

    [Fact]
    public void A_connection_that_was_overtaken_on_its_way_does_not_throw_the_newer_one_out()
    {
        var (older, newer) = (new Connection(1), new Connection(2));
        Assert.True(_registry.TryTakeOver("lamp", newer, out _));
        Assert.False(_registry.TryTakeOver("lamp", older, out _));
        Assert.Same(newer, _registry.Find("lamp"));
    }

    sealed class Connection(long epoch) : ILiveConnection
    {
        public long Epoch { get; } = epoch;

        public void Close(ReasonCode code, Because because) => throw new InvalidOperationException("The registry closes nothing.");
    }
}
