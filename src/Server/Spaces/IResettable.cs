namespace Dukou.Server.Spaces;

/// <summary>Something that holds more than what hangs on devices and products, and can forget it: for <c>POST /v1/test/reset</c>.</summary>
interface IResettable
{
    Task ResetAsync(CancellationToken cancellationToken);
}
