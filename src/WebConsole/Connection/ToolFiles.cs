using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Dukou.WebConsole.Connection;

/// <summary>One device's connection as files that desktop tools import, and as the AT commands of a module.</summary>
static class ToolFiles
{
    const int KeepAliveSeconds = 120;

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<(string Name, string File, string Type, string Text)> Of(ConnectionInfo info, Uri server, string api) =>
    [
        ("MQTTX", $"{info.DeviceId}.mqttx.json", "application/json", Mqttx(info, server)),
        ("MQTT.fx", $"{info.DeviceId}.mqttfx.xml", "application/xml", MqttFx(info, server)),
        ("Postman / Apifox", $"{info.DeviceId}.postman.json", "application/json", Postman(info, api)),
    ];

    /// <summary>Quectel's AT commands for MQTT (QMTCFG, QMTOPEN, QMTCONN, QMTPUBEX).</summary>
    public static string AtCommands(ConnectionInfo info, Uri server) => $"""
        AT+QMTCFG="keepalive",0,{KeepAliveSeconds}
        AT+QMTOPEN=0,"{server.Host}",{server.Port}
        AT+QMTCONN=0,"{info.ClientId}","{info.DeviceId}","{info.Password}"
        AT+QMTPUBEX=0,1,1,0,"$oc/devices/{info.DeviceId}/sys/properties/report",LENGTH
        """;

    static string Mqttx(ConnectionInfo info, Uri server) => new JsonArray(new JsonObject
    {
        // Its import passes over a connection without one, and says that all went well.
        ["id"] = Guid.NewGuid().ToString(),
        ["name"] = info.DeviceId,
        ["clientId"] = info.ClientId,
        ["username"] = info.DeviceId,
        ["password"] = info.Password,
        ["protocol"] = "mqtt",
        ["host"] = server.Host,
        ["port"] = server.Port,
        ["keepalive"] = KeepAliveSeconds,
        ["clean"] = true,
        ["mqttVersion"] = "3.1.1",
        ["ssl"] = false,
        ["reconnect"] = false,
        ["subscriptions"] = new JsonArray(),
        ["messages"] = new JsonArray(),
    }).ToJsonString(Indented);

    static string MqttFx(ConnectionInfo info, Uri server) => new XElement("configuration", new XElement("connectionProfiles", new XElement("connectionProfile",
        new XElement("profileName", info.DeviceId),
        new XElement("profileType", "MQTT Broker"),
        new XElement("brokerAddress", server.Host),
        new XElement("brokerPort", server.Port),
        new XElement("connectionOptions",
            new XElement("clientId", info.ClientId),
            new XElement("userName", info.DeviceId),
            new XElement("password", info.Password),
            new XElement("keepAliveInterval", KeepAliveSeconds),
            new XElement("cleanSession", true),
            new XElement("mqttVersion", "3.1.1"))))).ToString();

    static string Postman(ConnectionInfo info, string api) => new JsonObject
    {
        ["info"] = new JsonObject { ["name"] = $"Dukou {info.DeviceId}", ["schema"] = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
        ["variable"] = new JsonArray(Variable("api", api), Variable("project_id", ""), Variable("token", "")),
        ["item"] = new JsonArray(
            Call("ShowDevice", "GET", $"/v5/iot/{{{{project_id}}}}/devices/{info.DeviceId}", null),
            Call("ShowDeviceShadow", "GET", $"/v5/iot/{{{{project_id}}}}/devices/{info.DeviceId}/shadow", null),
            Call("CreateMessage", "POST", $"/v5/iot/{{{{project_id}}}}/devices/{info.DeviceId}/messages", """{"message":"hello"}""")),
    }.ToJsonString(Indented);

    static JsonObject Variable(string name, string value) => new() { ["key"] = name, ["value"] = value };

    static JsonObject Call(string name, string method, string path, string? body)
    {
        var request = new JsonObject
        {
            ["method"] = method,
            ["url"] = "{{api}}" + path,
            ["header"] = new JsonArray(new JsonObject { ["key"] = "X-Auth-Token", ["value"] = "{{token}}" }, new JsonObject { ["key"] = "Content-Type", ["value"] = "application/json" }),
        };
        if (body is not null)
            request["body"] = new JsonObject { ["mode"] = "raw", ["raw"] = body };
        return new() { ["name"] = name, ["request"] = request };
    }
}
