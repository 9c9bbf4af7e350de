namespace Dukou.Server.Files;

/// <summary>What became of files.</summary>
static class FileReasons
{
    public static readonly Reason Received = new("file.received", "The file {name} was received, {bytes} bytes.", "已接收文件 {name}，共 {bytes} 字节。");

    public static readonly Reason NotReceived = new("file.not_received",
        "The file {name} was not taken: {problem}", "未能接收文件 {name}：{problem}",
        "Send the file as it was announced (size, hash_code), within the bounds of the section files.",
        "请按声明的 size 和 hash_code 上传，并遵守 files 配置的限制。");

    public static readonly Reason Fetched = new("file.fetched", "The file {name} is on its way down, {bytes} bytes.", "正在下发文件 {name}，共 {bytes} 字节。");

    public static readonly Reason AddressVoid = new("file.address_void",
        "The address of the file {name} is void: {problem}.", "文件 {name} 的地址已失效：{problem}。",
        "Let the device ask for a new one (get_upload_url, get_download_url) and use it at once.",
        "请让设备重新获取地址（get_upload_url、get_download_url）并立即使用。");
}
