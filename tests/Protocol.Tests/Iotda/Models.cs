using System.Text.Json;
using Dukou.Protocol.Iotda;

namespace Dukou.Protocol.Tests.Iotda;

/// <summary>The product models that these tests share, made up for them.</summary>
static class Models
{
    public const string PumpJson = """
        [{"service_id":"Pump","service_type":"Pump","option":"Master","x_unknown":1,
          "properties":[
            {"property_name":"rpm","data_type":"int","method":"R","min":"0","max":"6000","unit":"rpm"},
            {"property_name":"targetRpm","data_type":"int","method":"RW","min":"0","max":"6000","step":10,"default_value":1200},
            {"property_name":"bearingTemp","data_type":"decimal","method":"RE","min":"-40","max":"120.5","step":0.1},
            {"property_name":"total","data_type":"long","method":"R"},
            {"property_name":"running","data_type":"boolean","method":"RW"},
            {"property_name":"mode","data_type":"enum","method":"RW","enum_list":["auto","manual","\u81ea\u52a8"]},
            {"property_name":"label","data_type":"string","method":"RW","max_length":5},
            {"property_name":"colour","data_type":"string","method":"RW","enum_list":["red","green"],"max_length":0},
            {"property_name":"serviced","data_type":"DateTime","method":"RW"},
            {"property_name":"config","data_type":"jsonObject","method":"RW","max_length":40},
            {"property_name":"tags","data_type":"string list","method":"RW","max_length":4},
            {"property_name":"水压","data_type":"decimal","method":"W","required":true}],
          "commands":[{"command_name":"SET_SPEED","paras":[
              {"para_name":"rpm","data_type":"int","required":true,"min":"0","max":"6000"},
              {"para_name":"ramp","data_type":"decimal"}],
            "responses":[{"response_name":"COMMAND_RESPONSE","paras":[{"para_name":"accepted","data_type":"boolean"}]}]}]},
         {"service_id":"Valve","service_type":"Valve","properties":[{"property_name":"open","data_type":"int","method":"RW"}]}]
        """;

    public static ProductModel Pump { get; } = ProductModel.Parse(System.Text.Encoding.UTF8.GetBytes(PumpJson));

    public static JsonElement Json(string text) => JsonElement.Parse(text);
}
