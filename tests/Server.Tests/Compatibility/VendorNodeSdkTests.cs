using System.Text.Json;
using System.Text.Json.Nodes;
using Dukou.Server.Tests.Cli;
using Dukou.Server.Tests.Module;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>
/// The vendor's own SDK for Node.js, as it is published: its credentials, regions, signatures and requests, which every client of one of its
/// services uses. <c>./check</c> installs it; skipped where it is not there. The client of IoTDA itself can't be had in every registry.
/// </summary>
public sealed class VendorNodeSdkTests
{
    // The client of IoTDA itself is a list of such requests, and sets this name of the service.
    const string Script = """
        const core = require('@huaweicloud/huaweicloud-sdk-core')
        const { ClientBuilder } = require('@huaweicloud/huaweicloud-sdk-core/ClientBuilder')
        const [endpoint, region, ak, sk, project, device, derived] = process.argv.slice(1)
        const credentials = new core.BasicCredentials().withAk(ak).withSk(sk).withProjectId(project)
        if (derived === 'True') credentials.withDerivedPredicate(request => core.BasicCredentials.getDefaultDerivedPredicate(request))
        const client = new ClientBuilder(client => client).withCredential(credentials).withRegion(new core.Region(region, [endpoint])).withDerivedAuthServiceName('iotdm').build()
        const call = (method, url, more) => client.sendRequest({ method, url, contentType: 'application/json', pathParams: {}, queryParams: {}, headers: {}, data: {}, ...more })
        async function main() {
          const listed = await call('GET', '/v5/iot/{project_id}/devices', { queryParams: { limit: 10, device_name: 'a name with ü & 渡口' } })
          const shown = await call('GET', '/v5/iot/{project_id}/devices/{device_id}', { pathParams: { device_id: device } })
          const sent = await call('POST', '/v5/iot/{project_id}/devices/{device_id}/messages', { pathParams: { device_id: device }, data: { message: { text: 'hello 渡口' } } })
          const refused = await call('GET', '/v5/iot/{project_id}/devices/{device_id}', { pathParams: { device_id: 'nobody' } }).catch(failure => failure)
          console.log(JSON.stringify({ count: listed.page.count, node: shown.node_id, message: sent.message_id, code: refused.errorCode, status: refused.httpStatusCode }))
        }
        main().catch(failure => { console.error(JSON.stringify(failure)); process.exit(1) })
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_signs_calls_and_reads_errors(bool derived)
    {
        var modules = Repository.PathOf("artifacts", "huaweicloud", "node_modules");
        Assert.SkipUnless(Directory.Exists(modules), "The vendor's SDK is not installed: ./check installs it where npm is.");
        await using var platform = await RemoteVerbs.StartAsync();
        var device = await platform.AddDeviceAsync(await platform.AddProductAsync(), "lamp1");
        var script = $"module.paths.unshift({JsonSerializer.Serialize(modules)});{Script}";
        var (status, output) = await ForeignProgram.RunAsync("node", "-e", script, platform.Platform.Http!.GetLeftPart(UriPartial.Authority), "cn-north-4",
            platform.Account.AccessKey, platform.Account.SecretKey, platform.ProjectId, device, $"{derived}");
        Assert.True(status == 0, output);
        // Behind what the SDK logs.
        var said = JsonNode.Parse(output.TrimEnd().Split('\n')[^1])!;
        Assert.Equal((0, "lamp1", "IOTDA.014000", 404), ((int)said["count"]!, (string?)said["node"], (string?)said["code"], (int)said["status"]!));
        var message = Assert.Single((await platform.Client.ListDeviceMessagesAsync(device, TestContext.Current.CancellationToken)).Messages!);
        Assert.Equal(((string?)said["message"], "hello 渡口"), (message.MessageId, (string?)message.Message!["text"]));
    }
}
