using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dukou.Server.Devices;
using Dukou.Server.Files;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Devices;
using Dukou.Server.Tests.Events;
using Dukou.Server.Tests.Messages;
using Dukou.Server.Tests.Tls;
using Dukou.Server.Tests.Traces;
using Microsoft.Extensions.DependencyInjection;

namespace Dukou.Server.Tests.Files;

public sealed class FileManagerTests : EventServiceCompliance
{
    const string Manager = "$file_manager";
    static readonly byte[] Log = Encoding.UTF8.GetBytes("line 1\nline 2\n");

    protected override string ServiceId => Manager;

    protected override string EventType => "get_upload_url";

    protected override string Paras => """{"file_name":"a.log"}""";

    protected override string AnswerType => "get_upload_url_response";

    protected override IReadOnlyList<string> Malformed => ["{}", """{"file_name":""}""", """{"file_name":7}""", $$"""{"file_name":"{{new string('n', 257)}}"}""", """{"file_name":"a\nb"}""", """{"file_name":"a","size":-1}"""];

    [Fact]
    [Shows("ListDeviceFiles", "CreateDeviceFileUrl", AfterRestart = true)]
    [ShowsTopic("$file_manager")]
    [Provokes("file.received")]
    [Provokes("file.fetched")]
    public async Task A_file_goes_up_from_the_device_and_the_application_fetches_it_also_after_a_restart()
    {
        await using var lamp = await Lamp.StartAsync();
        await using (var device = await lamp.ConnectAsync())
        {
            var answer = await AskAsync(lamp, device, "get_upload_url", """{"file_name":"logs/渡口 1.log","file_attributes":{"hash_code":"","size":"14"}}""");
            Assert.Equal(("logs/渡口 1.log", 3600, "14"), ((string?)answer["object_name"], (int)answer["expire"]!, (string?)answer["file_attributes"]!["size"]));
            Assert.StartsWith($"http://{lamp.Platform.Platform.Listeners.Http}/files/", (string)answer["url"]!, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, await PutAsync((string)answer["url"]!, Log));
            await device.SendEventAsync(lamp, Manager, "upload_result_report", """{"object_name":"logs/渡口 1.log","result_code":0,"status_code":200,"status_description":null}""");
            await device.PingAsync();
            await lamp.TraceAsync("file.received");
        }
        await lamp.RestartAsync();
        var file = Assert.Single((await lamp.Platform.Http.GetJsonAsync(FilesOf(lamp)))["files"]!.AsArray())!;
        Assert.Equal(("logs/渡口 1.log", 14, Convert.ToHexStringLower(SHA256.HashData(Log))), ((string?)file["file_name"], (int)file["size"]!, (string?)file["hash_code"]));
        Assert.Equal(Log, await GetAsync(await SignAsync(lamp, """{"file_name":"logs/渡口 1.log","method":"GET"}""")));
        await lamp.TraceAsync("file.fetched");
    }

    [Fact]
    [ShowsTopic("$file_manager")]
    public async Task A_file_goes_down_to_the_device_in_whole_and_in_part()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        Assert.Equal(HttpStatusCode.OK, await PutAsync(await SignAsync(lamp, """{"file_name":"config.bin","method":"PUT"}"""), Log));
        var answer = await AskAsync(lamp, device, "get_download_url", """{"file_name":"config.bin"}""");
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(Log)), 14), ((string?)answer["file_attributes"]!["hash_code"], (int)answer["file_attributes"]!["size"]!));
        Assert.Equal(Log, await GetAsync((string)answer["url"]!));
        using var client = new HttpClient();
        using var part = new HttpRequestMessage(HttpMethod.Get, (string)answer["url"]!) { Headers = { Range = new(5, 7) } };
        using var ranged = await client.SendAsync(part, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.PartialContent, "1\nl"), (ranged.StatusCode, await ranged.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        await device.SendEventAsync(lamp, Manager, "download_result_report", """{"object_name":"config.bin","result_code":0}""");
        await device.SendEventAsync(lamp, Manager, "get_download_url", """{"file_name":"missing"}""");
        Assert.Contains("missing", (await lamp.TraceAsync("event.failed")).Because.Sentence(), StringComparison.Ordinal);
        await device.PingAsync();
    }

    [Fact]
    public async Task A_device_is_told_the_advertised_host_and_not_the_port_of_its_tunnel()
    {
        await using var lamp = await Lamp.StartAsync(options => options with { Advertise = "iot.example:21883" });
        await using var device = await lamp.ConnectAsync();
        var url = (string)(await AskAsync(lamp, device, "get_upload_url", """{"file_name":"a"}"""))["url"]!;
        Assert.StartsWith($"http://iot.example:{lamp.Platform.Platform.Listeners.Http!.Port}/files/", url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "https")]
    [InlineData(false, "http")]
    public async Task A_device_that_must_come_by_TLS_is_told_an_address_by_HTTPS(bool secureAccess, string scheme)
    {
        await using var lamp = await Lamp.StartAsync(options => options.WithTls());
        var deviceId = await lamp.Platform.AddDeviceAsync(lamp.ProductId, "safe", $$"""{"secret":"12345678","secure_access":{{(secureAccess ? "true" : "false")}}}""");
        await using var device = await lamp.Platform.ConnectTlsAsync();
        await device.ConnectDeviceAsync(deviceId, new() { At = lamp.Platform.Clock.GetUtcNow() });
        await device.PublishAsync($"$oc/devices/{deviceId}/sys/events/up", EventCalls.Event(Manager, "get_upload_url", """{"file_name":"a"}"""));
        var url = new Uri((string)JsonNode.Parse((await device.ReadPublishAsync()).Payload)!["services"]![0]!["paras"]!["url"]!);
        Assert.Equal((scheme, (secureAccess ? lamp.Platform.Platform.Listeners.Https : lamp.Platform.Platform.Listeners.Http)!.Port), (url.Scheme, url.Port));
    }

    [Theory]
    [InlineData("""{"file_name":"f","file_attributes":{"size":13}}""")]
    [InlineData("""{"file_name":"f","file_attributes":{},"size":15}""")]
    [InlineData("""{"file_name":"f","file_attributes":{"hash_code":"0000000000000000000000000000000000000000000000000000000000000000"}}""")]
    [InlineData("""{"file_name":"f","file_attributes":null,"hash_code":"00000000000000000000000000000000"}""")]
    [Provokes("file.not_received")]
    public async Task A_file_that_is_not_as_announced_is_refused_and_leaves_nothing(string asked)
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var url = (string)(await AskAsync(lamp, device, "get_upload_url", asked))["url"]!;
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(url, Log));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(url, Log, chunked: true));
        await lamp.TraceAsync("file.not_received");
        Assert.Empty((await lamp.Platform.Http.GetJsonAsync(FilesOf(lamp)))["files"]!.AsArray());
        Assert.Empty(Directory.GetFiles(BlobFolder(lamp)));
    }

    [Fact]
    [Provokes("file.address_void")]
    public async Task An_address_is_good_for_an_hour_for_its_verb_and_while_its_device_may_connect()
    {
        await using var lamp = await Lamp.StartAsync();
        var url = await SignAsync(lamp, """{"file_name":"f","method":"PUT"}""");
        using (var client = new HttpClient())
        using (var answer = await client.GetAsync(new Uri(url), TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var token = new Uri(url).Segments[2];
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(url.Replace(token, (token[0] == 'A' ? "B" : "A") + token[1..], StringComparison.Ordinal), Log));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(url.Replace(token, "nothing/", StringComparison.Ordinal), Log));
        await lamp.Platform.SendPostAsync($"devices/{lamp.DeviceId}/freeze").DoneAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(url, Log));
        await lamp.Platform.SendPostAsync($"devices/{lamp.DeviceId}/unfreeze").DoneAsync();
        Assert.Equal(HttpStatusCode.OK, await PutAsync(url, Log));
        lamp.Platform.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(url, Log));
        Assert.Contains("frozen", (await lamp.TraceAsync("file.address_void")).Because.Sentence(), StringComparison.Ordinal);
        Assert.Contains("expired", (await lamp.TraceAsync("file.address_void")).Because.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_room_for_so_many_bytes_and_files_and_no_more()
    {
        await using var lamp = await Lamp.StartAsync(options => options with { Files = new FileStoreOptions { FileBytesMax = 20, DeviceBytesMax = 40, DeviceFilesMax = 3, TotalBytesMax = 50 } });
        async Task<HttpStatusCode> Put(string name, int bytes, bool chunked = false, string? deviceId = null) =>
            await PutAsync(await SignAsync(lamp, $$"""{"file_name":"{{name}}","method":"PUT"}""", deviceId), new byte[bytes], chunked);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await Put("a", 21));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await Put("a", 21, chunked: true));
        Assert.Equal(HttpStatusCode.OK, await Put("a", 20));
        Assert.Equal(HttpStatusCode.OK, await Put("b", 15));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await Put("c", 6));
        // One of the same name takes the place of the former.
        Assert.Equal(HttpStatusCode.OK, await Put("b", 20));
        Assert.Equal(HttpStatusCode.OK, await Put("b", 2));
        Assert.Equal(HttpStatusCode.OK, await Put("c", 1));
        Assert.Equal(HttpStatusCode.Forbidden, await Put("d", 1));
        var other = await lamp.AddChildAsync();
        Assert.Equal(HttpStatusCode.OK, await Put("a", 20, deviceId: other));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await Put("b", 8, deviceId: other));
        Assert.Equal(4, Directory.GetFiles(BlobFolder(lamp)).Length);
    }

    [Fact]
    [Shows("DeleteDeviceFile", AfterRestart = true)]
    public async Task Files_go_when_they_are_deleted_when_they_are_old_and_with_their_device()
    {
        await using var lamp = await Lamp.StartAsync();
        foreach (var name in new[] { "a/1", "b", "c" })
            Assert.Equal(HttpStatusCode.OK, await PutAsync(await SignAsync(lamp, $$"""{"file_name":"{{name}}","method":"PUT"}"""), Log));
        using (var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Delete, FilesOf(lamp) + "?file_name=a%2F1"))
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Delete, FilesOf(lamp) + "?file_name=a%2F1").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
        // What an interrupted transfer would leave.
        await File.WriteAllTextAsync(Path.Combine(BlobFolder(lamp), "0123.part"), "half", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(BlobFolder(lamp), "4567"), "nobody's", TestContext.Current.CancellationToken);
        await lamp.RestartAsync();
        Assert.Equal(2, Directory.GetFiles(BlobFolder(lamp)).Length);
        lamp.Platform.Clock.Advance(TimeSpan.FromDays(20));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(await SignAsync(lamp, """{"file_name":"young","method":"PUT"}"""), Log));
        lamp.Platform.Clock.Advance(TimeSpan.FromDays(11));
        await Eventually.BecomesTrueAsync(async () => (await lamp.Platform.Http.GetJsonAsync(FilesOf(lamp)))["files"]!.AsArray().Count == 1);
        await lamp.Platform.SendDeleteAsync("devices/" + lamp.DeviceId).DoneAsync();
        Assert.Empty(Directory.GetFiles(BlobFolder(lamp)));
    }

    [Fact]
    public async Task A_clock_that_jumps_ahead_takes_no_file_with_it()
    {
        await using var lamp = await Lamp.StartAsync();
        var files = lamp.Platform.Service<DeviceFileStore>();
        Assert.Equal(HttpStatusCode.OK, await PutAsync(await SignAsync(lamp, """{"file_name":"f","method":"PUT"}"""), Log));
        Assert.False(await files.DeleteOldAsync(TestContext.Current.CancellationToken));
        lamp.Platform.Clock.Step = TimeSpan.FromDays(400);
        Assert.False(await files.DeleteOldAsync(TestContext.Current.CancellationToken));
        Assert.Single((await lamp.Platform.Http.GetJsonAsync(FilesOf(lamp)))["files"]!.AsArray());
    }

    [Fact]
    public async Task A_device_s_files_go_with_it_also_when_the_process_ends_right_after()
    {
        await using var lamp = await Lamp.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await PutAsync(await SignAsync(lamp, """{"file_name":"f","method":"PUT"}"""), Log));
        // The write that deletes the device, and nothing of what follows it.
        await lamp.Platform.Service<Databases>().Core.WriteAsync(core =>
        {
            foreach (var observer in lamp.Platform.Platform.Services.GetServices<IDeviceObserver>())
                observer.Deleted(core, lamp.DeviceId);
        }, cancellationToken: TestContext.Current.CancellationToken);
        await lamp.RestartAsync();
        Assert.Empty((await lamp.Platform.Http.GetJsonAsync(FilesOf(lamp)))["files"]!.AsArray());
        Assert.Empty(Directory.GetFiles(BlobFolder(lamp)));
    }

    [Fact]
    public async Task A_backup_holds_the_files()
    {
        await using var lamp = await Lamp.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await PutAsync(await SignAsync(lamp, """{"file_name":"f","method":"PUT"}"""), Log));
        var name = Path.GetFileName(Assert.Single(Directory.GetFiles(BlobFolder(lamp))));
        var archive = Path.Combine(lamp.Platform.DataFolder, "copy.zip");
        await lamp.Platform.Service<Server.Backups.Backup>().CreateAsync(archive, cancellationToken: TestContext.Current.CancellationToken);
        var restored = Path.Combine(lamp.Platform.DataFolder, "restored");
        Server.Platform.Restore(archive, restored);
        Assert.Equal(Log, await File.ReadAllBytesAsync(Path.Combine(restored, FileBlobs.FolderName, name), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_hundred_megabytes_pass_without_being_held_in_memory()
    {
        const int Size = 100 * 1024 * 1024;
        const int Half = Size / 2;
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var url = (string)(await AskAsync(lamp, device, "get_upload_url", $$$"""{"file_name":"big","file_attributes":{"size":{{{Size}}}}}"""))["url"]!;
        using var content = new PausingContent(Size, Half);
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        var putting = client.PutAsync(new Uri(url), content, TestContext.Current.CancellationToken);
        await content.HalfSent;
        // While the second half has not been sent, the first is on disk: what is under way is in no buffer of that size.
        await Eventually.BecomesTrueAsync(() => Task.FromResult(Directory.Exists(BlobFolder(lamp))
            && Directory.GetFiles(BlobFolder(lamp), "*.part").Sum(path => new FileInfo(path).Length) is >= Half - (8 * 1024 * 1024) and <= Half));
        content.GoOn();
        using (var put = await putting)
            Assert.Equal(HttpStatusCode.OK, put.StatusCode);

        var down = (string)(await AskAsync(lamp, device, "get_download_url", """{"file_name":"big"}"""))["url"]!;
        using var answer = await client.GetAsync(new Uri(down), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(Size, answer.Content.Headers.ContentLength);
        await using var stream = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        Assert.Equal(content.Hash, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, TestContext.Current.CancellationToken)));
        Assert.Equal(content.Hash, (string?)(await lamp.Platform.Http.GetJsonAsync(FilesOf(lamp)))["files"]![0]!["hash_code"]);
    }

    static string FilesOf(Lamp lamp) => $"{lamp.Platform.V1}devices/{lamp.DeviceId}/files";

    static string BlobFolder(Lamp lamp) => Path.Combine(lamp.Platform.DataFolder, FileBlobs.FolderName);

    static async Task<JsonObject> AskAsync(Lamp lamp, WireClient device, string eventType, string paras)
    {
        await device.SendEventAsync(lamp, Manager, eventType, paras);
        var answer = await device.ReadEventAsync(lamp);
        Assert.Equal(eventType + "_response", answer.EventType);
        return answer.Paras;
    }

    static async Task<string> SignAsync(Lamp lamp, string body, string? deviceId = null) =>
        (string)(await lamp.Platform.PostAsync($"{lamp.Platform.V1}devices/{deviceId ?? lamp.DeviceId}/file-urls", body))["url"]!;

    /// <summary>As the vendor's SDKs do it: <c>Content-Type: text/plain</c>, no other proof.</summary>
    static async Task<HttpStatusCode> PutAsync(string url, byte[] bytes, bool chunked = false)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ByteArrayContent(bytes) { Headers = { ContentType = new("text/plain") } } };
        request.Headers.TransferEncodingChunked = chunked;
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    static async Task<byte[]> GetAsync(string url)
    {
        using var client = new HttpClient();
        return await client.GetByteArrayAsync(new Uri(url), TestContext.Current.CancellationToken);
    }

    /// <summary>A body that is made while it is sent, and waits in its middle.</summary>
    sealed class PausingContent(int size, int pauseAt) : HttpContent
    {
        readonly TaskCompletionSource _half = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public Task HalfSent => _half.Task;

        public string Hash => field ??= Convert.ToHexStringLower(_hash.GetCurrentHash());

        public void GoOn() => _goOn.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var slice = new byte[64 * 1024];
            for (var sent = 0; sent < size; sent += slice.Length)
            {
                if (sent == pauseAt)
                {
                    await stream.FlushAsync();
                    _half.SetResult();
                    await _goOn.Task;
                }
                BitConverter.TryWriteBytes(slice, sent);
                _hash.AppendData(slice);
                await stream.WriteAsync(slice);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            _hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
