namespace Dukou.Server.Api;

/// <summary>A feature of a request whose handler writes itself what became of it: the call isn't traced a second time.</summary>
sealed class AlreadyTraced
{
    public static readonly AlreadyTraced Mark = new();
}
