using Dukou.Server.Sessions;
using Dukou.Server.Storage;

namespace Dukou.Server.Devices;

/// <summary>Counts the platform's starts, durably, so that <see cref="Epochs"/> begin above those of every earlier run.</summary>
sealed class StartCounter(Databases databases, Epochs epochs)
{
    public async Task OpenAsync(CancellationToken cancellationToken) =>
        epochs.StartAt(await databases.Core.WriteAsync(core =>
        {
            core.Execute("update boot set counter = counter + 1 where id = 1");
            return core.Scalar<long>("select counter from boot where id = 1");
        }, cancellationToken: cancellationToken));
}
