using System.Net;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk;

namespace Dukou.Server.Tests.Traces;

/// <summary>A reader of the live stream over a socket of its own.</summary>
sealed class TraceEvents : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly HttpClient _http;
    readonly HttpResponseMessage _answer;
    readonly SseParser<string> _parser;
    readonly IAsyncEnumerator<SseItem<string>> _events;

    TraceEvents(HttpClient http, HttpResponseMessage answer, Stream stream)
    {
        (_http, _answer) = (http, answer);
        _parser = SseParser.Create(stream);
        _events = _parser.EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    /// <summary>The id to send as Last-Event-ID.</summary>
    public string LastEventId => _parser.LastEventId;

    /// <summary>Returns once the platform has begun the stream: what happens afterwards is in it.</summary>
    public static async Task<TraceEvents> OpenAsync(TestPlatform platform, string query = "", string? lastEventId = null, int? receiveBuffer = null)
    {
        var account = platform.Account;
        var sockets = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                if (receiveBuffer is { } bytes)
                    socket.ReceiveBufferSize = bytes;
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var signing = new SigningHandler(new AccessKeyCredentials(account.AccessKey, account.SecretKey, account.ProjectId), platform.Clock, sockets);
        var http = new HttpClient(signing) { BaseAddress = platform.Platform.Http };
        using var request = new HttpRequestMessage(HttpMethod.Get, platform.V1 + "traces/stream" + query);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        if (answer.StatusCode != HttpStatusCode.OK)
            Assert.Fail($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new TraceEvents(http, answer, await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The next event of any type.</summary>
    public async Task<(string Type, JsonObject Data)> NextAsync()
    {
        Assert.True(await _events.MoveNextAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken), "The stream ended.");
        return (_events.Current.EventType, JsonNode.Parse(_events.Current.Data)!.AsObject());
    }

    /// <summary>The next entry; a gap fails the test.</summary>
    public async Task<JsonObject> NextTraceAsync()
    {
        var (type, data) = await NextAsync();
        Assert.Equal("trace", type);
        return data;
    }

    /// <summary>The platform ends or cuts the stream.</summary>
    public async Task EndsAsync()
    {
        try
        {
            while (await _events.MoveNextAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken))
            {
            }
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            // Cut instead of ended.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _answer.Dispose();
        _http.Dispose();
        try
        {
            await _events.DisposeAsync();
        }
        catch (NotSupportedException)
        {
            // A read is under way; it ends with the answer.
        }
    }
}
