namespace Dukou.Server.Cluster;

/// <summary>Something that keeps copies of stored things and must drop one when it changes.</summary>
interface ICache
{
    void Invalidate(CachedKind kind, string id);
}
