using Dukou.Server.Api;

namespace Dukou.Server.DeviceAuthentication;

/// <summary>What a template may not do, beyond being well formed (U:iot_01_0216): above all, the secret stays inside a hash.</summary>
static class TemplateRules
{
    public static void Check(Check check, Expression? deviceId, Expression? timestamp, Expression? password, int hashesMax, int base64Max)
    {
        Expression[] all = [.. new[] { deviceId, timestamp, password }.OfType<Expression>()];
        var calls = all.SelectMany(Whole).OfType<CallExpression>().ToList();
        check.That(calls.Count(IsHash) <= hashesMax, "template_body", $"{TemplateFunction.Hash} may stand there {hashesMax} times at most")
            .That(calls.Count(call => call.Function.IsBase64) <= base64Max, "template_body", $"Fn::Base64Decode and Fn::Base64Encode may stand there {base64Max} times together at most")
            .That(!all.Where(part => part != password).SelectMany(Whole).Any(NamesSecret), "template_body.resources", "the secret may be used in password only");
        if (password is null)
            return;
        check.That(Whole(password).Any(NamesSecret), "template_body.resources.password", $"must use {TemplateInput.DeviceSecret}")
            .That(!Bare(password).Any(NamesSecret), "template_body.resources.password", $"{TemplateInput.DeviceSecret} may stand inside {TemplateFunction.Hash} only")
            .That(!Whole(password).OfType<CallExpression>().Any(call => call.Function.Cuts && Whole(call).OfType<CallExpression>().Any(IsHash)), "template_body.resources.password",
                $"the result of {TemplateFunction.Hash} must not be cut or split");
    }

    static bool IsHash(CallExpression call) => call.Function.Name == TemplateFunction.Hash;

    static bool NamesSecret(Expression expression) => expression is TextExpression text && text.Parameters.Contains(TemplateInput.DeviceSecret);

    static IEnumerable<Expression> Whole(Expression expression) => [expression, .. expression.Parts.SelectMany(Whole)];

    // What is not inside a hash.
    static IEnumerable<Expression> Bare(Expression expression) => expression is CallExpression call && IsHash(call) ? [] : [expression, .. expression.Parts.SelectMany(Bare)];
}
