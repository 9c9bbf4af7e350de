using System.Text;
using System.Text.Json;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Api;
using Dukou.Server.DeviceAuthentication;
using Dukou.Server.Gateway;

namespace Dukou.Server.Tests.DeviceAuthentication;

/// <summary>The functions of section 1.12 of the protocol sheet, each with its sample.</summary>
public sealed class TemplateFunctionTests
{
    [Theory]
    [InlineData("""{"Ref":"iotda::mqtt::username"}""", "node&product")]
    [InlineData("\"${iotda::mqtt::client_id}/${iotda::mqtt::username}!\"", "client.7/node&product!")]
    [InlineData("\"cost ${\"", "cost ${")]
    [InlineData("""{"Fn::ArraySelect":[1,["a","b"]]}""", "b")]
    [InlineData("""{"Fn::ArraySelect":[1,{"Fn::Split":["a;b",";"]}]}""", "b")]
    [InlineData("""{"Fn::Base64Encode":"testvalue"}""", "dGVzdHZhbHVl")]
    [InlineData("""{"Fn::Base64Encode":{"Fn::Base64Decode":"dGVzdHZhbHVl"}}""", "dGVzdHZhbHVl")]
    [InlineData("""{"Fn::HmacSHA256":["testvalue","123456"]}""", "0f9fb47bd47449b6ffac1be951a5c18a7eff694940b1a075b973ff9054a08be3")] // The documented vector.
    [InlineData("""{"Fn::HmacSHA256":["testvalue",{"Fn::GetBytes":"123456"}]}""", "0f9fb47bd47449b6ffac1be951a5c18a7eff694940b1a075b973ff9054a08be3")]
    [InlineData("""{"Fn::HmacSHA256":["testvalue",{"Fn::Base64Decode":"MTIzNDU2"}]}""", "0f9fb47bd47449b6ffac1be951a5c18a7eff694940b1a075b973ff9054a08be3")]
    [InlineData("""{"Fn::Join":["a","b"]}""", "ab")]
    [InlineData("""{"Fn::Join":["1","2","3","4","5","6","7","8","9","0"]}""", "1234567890")]
    [InlineData("""{"Fn::MathAdd":[10,3]}""", "13")]
    [InlineData("""{"Fn::MathSub":["3",10]}""", "-7")]
    [InlineData("""{"Fn::MathMultiply":[10,3]}""", "30")]
    [InlineData("""{"Fn::MathDiv":[10,3]}""", "3")]
    [InlineData("""{"Fn::MathMod":[10,3]}""", "1")]
    [InlineData("""{"Fn::SplitSelect":["${iotda::mqtt::username}","&",1]}""", "product")]
    [InlineData("""{"Fn::Sub":["${a}-${iotda::mqtt::client_id}",{"a":{"Fn::ToUpperCase":"x"}}]}""", "X-client.7")]
    [InlineData("""{"Fn::SubStringAfter":["content:1",":"]}""", "1")]
    [InlineData("""{"Fn::SubStringBefore":["content:1",":"]}""", "content")]
    [InlineData("""{"Fn::ToLowerCase":"AbC"}""", "abc")]
    [InlineData("""{"Fn::ToUpperCase":"AbC"}""", "ABC")]
    public void A_function_gives_what_its_page_says(string expression, string expected) => Assert.Equal(expected, Evaluate(expression));

    [Theory]
    [InlineData("""{"Fn::ArraySelect":[2,["a","b"]]}""", "2 items")]
    [InlineData("""{"Fn::ArraySelect":[0,"a"]}""", "list is wanted")]
    [InlineData("""{"Fn::SplitSelect":["a","&",1]}""", "none at 1")]
    [InlineData("""{"Fn::SplitSelect":["a","&","x"]}""", "'x' is no whole number")]
    [InlineData("""{"Fn::SplitSelect":["a","",0]}""", "separator")]
    [InlineData("""{"Fn::SubStringAfter":["content",":"]}""", "':' is not in 'content'")]
    [InlineData("""{"Fn::MathDiv":[1,0]}""", "can't be computed")]
    [InlineData("""{"Fn::MathMultiply":[9223372036854775807,2]}""", "can't be computed")]
    [InlineData("""{"Fn::Base64Decode":"!"}""", "not Base64")]
    [InlineData("""{"Fn::Join":[{"Fn::GetBytes":"a"},"b"]}""", "bytes")]
    [InlineData("""{"Fn::GetBytes":"a"}""", "no text")]
    [InlineData("""{"Ref":"iotda::certificate::country"}""", "there is no iotda::certificate::country")]
    public void What_can_not_be_computed_says_why(string expression, string problem) =>
        Assert.Contains(problem, Assert.Throws<UnfitException>(() => Evaluate(expression)).Message, StringComparison.Ordinal);

    static string Evaluate(string expression)
    {
        var check = new Check();
        HashSet<string> declared = ["iotda::mqtt::client_id", "iotda::mqtt::username", "iotda::certificate::country"];
        var read = new ExpressionReader(check, declared).Read(JsonDocument.Parse(expression).RootElement, "expression");
        check.Done();
        var connect = new ConnectPacket { Version = ProtocolVersion.V311, ClientId = "client.7", UserName = "node&product", Password = Encoding.UTF8.GetBytes("p") };
        return read.Text(new(new ConnectAttempt(connect, null, false, DateTimeOffset.UnixEpoch), null));
    }
}
