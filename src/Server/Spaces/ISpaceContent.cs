using System.Data.Common;

namespace Dukou.Server.Spaces;

/// <summary>What lives in resource spaces and goes with them.</summary>
interface ISpaceContent
{
    /// <summary>Makes what every space of this kind begins with, once; a space that has been furnished is left alone.</summary>
    Task FurnishAsync(string appId, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Deletes this kind of content of a space, in slices.</summary>
    Task EmptyAsync(string appId, CancellationToken cancellationToken);

    /// <summary>Whether nothing of this kind is left, asked within the write that deletes the space.</summary>
    bool IsEmpty(DbConnection core, string appId);
}
