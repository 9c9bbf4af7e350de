namespace Dukou.WebConsole.Shell;

/// <summary>One call that a page made of the REST API.</summary>
public sealed record ApiCall(DateTimeOffset At, string Method, Uri Address, string? Body, int? Status);

/// <summary>
/// The calls that this session's pages have made, newest first, so that each page can show what it did as curl. At most
/// <see cref="KeptMax"/>; bodies longer than <see cref="BodyMax"/> characters are not kept, and of secrets only that there was one.
/// </summary>
public sealed class ApiCalls(TimeProvider clock)
{
    public const int KeptMax = 20;
    public const int BodyMax = 16 * 1024;

    // Guards the list: calls end on any thread.
    readonly Lock _gate = new();
    readonly LinkedList<ApiCall> _calls = [];

    public event Action? Changed;

    public IReadOnlyList<ApiCall> Newest
    {
        get
        {
            lock (_gate)
                return [.. _calls];
        }
    }

    public DelegatingHandler Recorder() => new Handler(this);

    void Add(ApiCall call)
    {
        lock (_gate)
        {
            // What a page reads again and again stands there once.
            if (_calls.First?.Value is { Method: "GET" } newest && newest.Method == call.Method && newest.Address == call.Address)
                _calls.RemoveFirst();
            _calls.AddFirst(call);
            if (_calls.Count > KeptMax)
                _calls.RemoveLast();
        }
        Changed?.Invoke();
    }

    sealed class Handler(ApiCalls calls) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null or MultipartContent ? null : await request.Content.ReadAsStringAsync(cancellationToken);
            var at = calls._clock.GetUtcNow();
            int? status = null;
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                status = (int)response.StatusCode;
                return response;
            }
            finally
            {
                calls.Add(new(at, request.Method.Method, request.RequestUri!, body is null or { Length: > BodyMax } ? null : SecretMembers.Hidden(body), status)); // Absolute once a client sends it.
            }
        }
    }

    readonly TimeProvider _clock = clock;
}
