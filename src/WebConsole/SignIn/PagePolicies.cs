using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Dukou.WebConsole.SignIn;

/// <summary>
/// The framework's policies, looked up anew for each page. Their cache, which only the framework's own class gets, wants every endpoint of
/// the program built before the first listener accepts: a quarter of the time to start, for pages that nobody has asked for yet.
/// </summary>
sealed class PagePolicies(IOptions<AuthorizationOptions> options) : DefaultAuthorizationPolicyProvider(options);
