using System.Globalization;

namespace Dukou.Cli.Module;

/// <summary>The five things that a device needs to connect, as the vendor's web generator names them.</summary>
sealed record ConnectionInfo(string ClientId, string Server, int Port, string User, string Password)
{
    /// <summary>Five assignments to paste at the top of a QuecPython script.</summary>
    public string ToPython() => string.Create(CultureInfo.InvariantCulture, $"""
        CLIENT_ID = {PythonLiteral.Bytes(ClientId)}
        SERVER = {PythonLiteral.Bytes(Server)}
        PORT = {Port}
        USER = {PythonLiteral.Bytes(User)}
        PASSWORD = {PythonLiteral.Bytes(Password)}

        """).ReplaceLineEndings("\n");
}
