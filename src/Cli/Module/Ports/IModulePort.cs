namespace Dukou.Cli.Module.Ports;

/// <summary>The outside of a virtual module's interactive port: a pseudo-terminal or a TCP listener, where one program at a time is attached.</summary>
interface IModulePort : IAsyncDisposable
{
    /// <summary>What a person gives to a program that opens the port.</summary>
    string Name { get; }

    /// <summary>Hands over what arrives, in order, until cancelled.</summary>
    Task RunAsync(Func<ReadOnlyMemory<byte>, ValueTask> arrived, CancellationToken cancellationToken);

    /// <summary>Waits for a program that reads slowly; what nobody is attached for is dropped, as a USB port does.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);
}
