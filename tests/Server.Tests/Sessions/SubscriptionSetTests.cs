using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Sessions;

namespace Dukou.Server.Tests.Sessions;

public sealed class SubscriptionSetTests
{
    readonly SubscriptionSet _set = new();

    [Fact]
    public void A_subscription_decides_the_QoS_up_and_down_until_it_is_gone()
    {
        const string topic = "$oc/devices/d/sys/commands/request_id=1";
        _set.Add("$oc/devices/d/sys/commands/#", QualityOfService.AtLeastOnce);
        Assert.Equal(QualityOfService.AtLeastOnce, Match(topic));
        _set.Add("$oc/devices/d/sys/commands/#", QualityOfService.AtMostOnce);
        Assert.Equal(QualityOfService.AtMostOnce, Match(topic));
        Assert.Equal(1, _set.Count);
        Assert.True(_set.Remove("$oc/devices/d/sys/commands/#"));
        Assert.False(_set.Remove("$oc/devices/d/sys/commands/#"));
        Assert.Null(Match(topic));
    }

    [Fact]
    public void Of_several_filters_that_match_the_highest_QoS_counts() // [MQTT-3.3.5-1] (3.1.1)
    {
        _set.Add("a/+", QualityOfService.AtMostOnce);
        _set.Add("a/b", QualityOfService.AtLeastOnce);
        _set.Add("#", QualityOfService.AtMostOnce);
        Assert.Equal(QualityOfService.AtLeastOnce, Match("a/b"));
        Assert.Equal(QualityOfService.AtMostOnce, Match("a/c"));
    }

    QualityOfService? Match(string topic) => _set.Match(Encoding.UTF8.GetBytes(topic));
}
