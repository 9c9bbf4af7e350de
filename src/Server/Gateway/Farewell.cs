using System.IO.Pipelines;
using Dukou.Server.Sessions;

namespace Dukou.Server.Gateway;

/// <summary>
/// The end of a socket whose peer is still sending. Closing it with unread bytes makes the system send a reset, which overtakes our last
/// words in many stacks; so what comes is thrown away for a moment, until the peer closes.
/// </summary>
static class Farewell
{
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public static async Task ListenOnAsync(PipeReader input, CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(Grace);
        try
        {
            if (!input.TryRead(out var read))
                return;
            while (!read.IsCompleted && (!read.Buffer.IsEmpty || read.IsCanceled))
            {
                input.AdvanceTo(read.Buffer.End);
                read = await input.ReadAsync(patience.Token);
            }
            input.AdvanceTo(read.Buffer.End);
        }
        catch (Exception failure) when (LinkFailure.Is(failure) || failure is InvalidOperationException)
        {
            // The peer is gone, or its moment is over.
        }
    }
}
