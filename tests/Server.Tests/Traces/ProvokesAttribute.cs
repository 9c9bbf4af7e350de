namespace Dukou.Server.Tests.Traces;

/// <summary>Marks the test that brings a reason about and reads it where a person would. docs/reasons.md names the test beside the reason.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
sealed class ProvokesAttribute(string code) : Attribute
{
    public string Code => code;
}
