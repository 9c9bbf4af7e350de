namespace Dukou.Server.Tests.Fuzz;

/// <summary>Every place where a device's payload is read, with payloads that are right there. <c>CHILD</c> is a child of the <c>GATEWAY</c> that sends them.</summary>
static class FuzzTargets
{
    /// <summary>Topics below <c>$oc/devices/{gateway}/</c>, and whole ones.</summary>
    public static IReadOnlyList<(string Topic, string[] Seeds)> Topics { get; } =
    [
        ("sys/properties/report",
        [
            """{"services":[{"service_id":"Lamp","properties":{"level":7,"name":"hall"},"event_time":"20260102T030405Z"}]}""",
            """{"services":[{"eventTime":null,"properties":{"level":-1,"other":[1,{"a":"b"}]},"service_id":"Lamp"},{"service_id":"$device_rule","properties":{"r":{"version":-1}}}]}""",
        ]),
        ("sys/gateway/sub_devices/properties/report",
        [
            """{"devices":[{"device_id":"CHILD","services":[{"service_id":"Lamp","properties":{"level":7},"event_time":"2026-01-02T03:04:05.000Z"}]},{"device_id":"stranger","services":[]}]}""",
        ]),
        ("sys/messages/up", ["""{"object_device_id":"CHILD","name":"diag","id":"m1","content":{"trace":"ok"}}""", """{"content":"x","id":null}""", "raw bytes"]),
        ("sys/commands/response/request_id=r1", ["""{"result_code":0,"response_name":"SET_LEVEL_RESPONSE","paras":{"done":true}}"""]),
        ("sys/properties/set/response/request_id=r1", ["""{"result_code":"0","result_desc":"ok"}"""]),
        ("sys/properties/get/response/request_id=r1", ["""{"services":[{"service_id":"Lamp","properties":{"level":7}}]}"""]),
        ("$oc/m2m/to/CHILD/from/GATEWAY/request_id=r1", ["""{"request_id":"r1","to":"CHILD","from":"GATEWAY","content":"x"}"""]),
        ("sys/shadow/get/request_id=r1", ["""{"object_device_id":"CHILD","service_id":"Lamp"}""", "{}"]),
    ];

    /// <summary>The paras of every event that devices send.</summary>
    public static IReadOnlyDictionary<(string ServiceId, string EventType), string> Events { get; } = new Dictionary<(string, string), string>
    {
        [("$sdk_info", "sdk_info_report")] = """{"device_sdk_version":"C_v1.2.0","sw_version":"2.1","fw_version":null}""",
        [("$device_info", "device_info_report")] = """{"device_sdk_version":"C_v1.2.0","sw_version":"2.1"}""",
        [("$time_sync", "time_sync_request")] = """{"device_send_time":1767323045000}""",
        [("$device_config", "config_update_response")] = """{"result_code":0,"description":"ok"}""",
        [("$device_rule", "device_rule_config_request")] = """{"ruleIds":["a","b"],"delIds":["c"]}""",
        [("$file_manager", "get_upload_url")] = """{"file_name":"a.log","file_attributes":{"hash_code":"ab","size":3}}""",
        [("$file_manager", "get_download_url")] = """{"file_name":"a.log","file_attributes":{"hash_code":"ab","size":3}}""",
        [("$file_manager", "upload_result_report")] = """{"object_name":"a.log","result_code":0,"status_code":200,"status_description":"ok"}""",
        [("$file_manager", "download_result_report")] = """{"object_name":"a.log","result_code":0,"status_code":200,"status_description":"ok"}""",
        [("$log", "log_report")] = """{"timestamp":"1767323045000","type":"DEVICE_STATUS","content":"connected"}""",
        [("$log", "security_log_report")] = """{"timestamp":"20260102T030405Z","type":"MEMORY_REPORT","content":{"used":1,"total":2,"leak_alarm":0}}""",
        [("$sub_device_discovery", "scan_result")] = """{"devices":[{"node_id":"n1","product_id":"PRODUCT","name":"n"}]}""",
        [("$sub_device_manager", "sub_device_sync_request")] = """{"version":0}""",
        [("$sub_device_manager", "sub_device_update_status")] = """{"device_statuses":[{"device_id":"CHILD","status":"ONLINE"},{"device_id":"stranger","status":"OFFLINE"}]}""",
        [("$sub_device_manager", "add_sub_device_request")] = """{"devices":[{"node_id":"n1","product_id":"PRODUCT","name":"n","description":"d","extension_info":{"a":1}}]}""",
        [("$sub_device_manager", "delete_sub_device_request")] = """{"devices":["PRODUCT_n1","stranger"]}""",
    };
}
