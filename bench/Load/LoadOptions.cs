using System.Net;

namespace Dukou.Bench.Load;

/// <summary>What a load is told; every name is an option of the command line in its short form.</summary>
sealed record LoadOptions
{
    /// <summary><c>--mqtt HOST:PORT</c>: where the devices connect.</summary>
    public IPEndPoint Mqtt { get; init; } = new(IPAddress.Loopback, 1883);

    /// <summary><c>--server FILE</c>: the line that <c>dukou up --json</c> printed; for what calls the API and for the drain at the end.</summary>
    public string? ServerFile { get; init; }

    /// <summary><c>--pid N</c>: the server's process, whose CPU and memory are read; 0 for neither.</summary>
    public int ProcessId { get; init; }

    /// <summary><c>--anonymous</c>: connect without user name and password.</summary>
    public bool Anonymous { get; init; }

    /// <summary><c>--tls</c>: <c>idle</c> connects by TLS.</summary>
    public bool Tls { get; init; }

    public int Connections { get; init; } = 200;

    /// <summary><c>--first N</c>: the number of the load's lowest device.</summary>
    public int FirstDevice { get; init; }

    /// <summary><c>--idle N</c>: connections that are open beside the others and say nothing.</summary>
    public int IdleConnections { get; init; }

    public int QoS { get; init; } = 1;

    /// <summary>Publishes under way on one connection, at most <see cref="ReportRing.WindowMax"/>.</summary>
    public int Window { get; init; } = 16;

    public int PayloadBytes { get; init; } = 170;

    /// <summary><c>--rate N</c>: publishes per second over all connections, sent when they are due whatever has been answered; 0 for a closed loop.</summary>
    public int Rate { get; init; }

    /// <summary>Messages, connects or calls before anything is counted.</summary>
    public int Warmup { get; init; } = 800_000;

    public int Seconds { get; init; } = 10;

    /// <summary>Connects or calls under way.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary><c>--path P</c>: what <c>query</c> asks for; <c>{project_id}</c> and <c>{device}</c> are filled in.</summary>
    public string Path { get; init; } = "/v5/iot/{project_id}/devices/{device}";

    /// <summary>Carried through to the result.</summary>
    public string Label { get; init; } = "";
}
