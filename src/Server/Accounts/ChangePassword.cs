using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.Features;

namespace Dukou.Server.Accounts;

/// <summary>Changes the caller's own password, which has to be known; every token of the user ends, the caller's too.</summary>
[Operation("PUT", "user/password", Own = true, Group = "user", Success = StatusCodes.Status204NoContent, Needs = Role.ReadOnly)]
static class ChangePassword
{
    public static async Task Handle(Request request, AccountStore accounts, SignInLimiter limiter, HttpContext context, CancellationToken cancellationToken)
    {
        new Check()
            .Required(request.OldPassword, "old_password").Text(request.OldPassword, "old_password", UserFields.PasswordMax)
            .Required(request.NewPassword, "new_password").NewPassword(request.NewPassword, "new_password")
            .Done();
        var user = accounts.GetUser(context.Features.GetRequiredFeature<Principal>().UserId);
        var caller = CallerAddress.Of(context);
        // Who has found a token must not find the password with it.
        if (limiter.Attempt(user.Name, caller) is { } wait)
            throw new IotdaException(new(StatusCodes.Status429TooManyRequests, "IOTDA.000002", $"Too many wrong passwords; try again in {Math.Ceiling(wait.TotalSeconds):0} seconds."));
        if (accounts.SignIn(user.Name, request.OldPassword!) is null)
            throw Errors.InvalidRequest("old_password: is not the password.");
        limiter.Succeeded(user.Name, caller);
        await accounts.SetPasswordAsync(user.UserId, request.NewPassword!, cancellationToken);
    }

    public sealed record Request(string? OldPassword, string? NewPassword);
}
