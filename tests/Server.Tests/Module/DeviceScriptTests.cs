using Dukou.Cli.Module;

namespace Dukou.Server.Tests.Module;

public sealed class DeviceScriptTests
{
    [Fact]
    public async Task The_sample_is_the_script_that_up_prints_with_the_readers_own_keys_to_fill_in()
    {
        var sample = await File.ReadAllTextAsync(Repository.PathOf("samples", "quecpython", "room.py"), TestContext.Current.CancellationToken);
        Assert.Equal(DeviceScript.Fill("your_device_id", "your_device_secret", "192.0.2.7", 1883), sample.ReplaceLineEndings("\n"));
        Assert.InRange(sample.Split('\n').Length, 1, 81);
    }

    [Fact]
    public void Connection_info_prints_the_five_names_as_byte_strings() => Assert.Equal("""
        CLIENT_ID = b'lamp_0_0_2026010203'
        SERVER = b'192.0.2.7'
        PORT = 1883
        USER = b'lamp'
        PASSWORD = b'c0ffee'

        """.ReplaceLineEndings("\n"), new ConnectionInfo("lamp_0_0_2026010203", "192.0.2.7", 1883, "lamp", "c0ffee").ToPython());

    [Theory]
    [InlineData("plain-1", "b'plain-1'", "'plain-1'")]
    [InlineData("a'b\\c", "b'a\\'b\\\\c'", "'a\\'b\\\\c'")]
    [InlineData("一\n", "b'\\xe4\\xb8\\x80\\x0a'", "b'\\xe4\\xb8\\x80\\x0a'.decode()")]
    public void A_literal_cannot_leave_its_quotes(string text, string bytes, string literal)
    {
        Assert.Equal(bytes, PythonLiteral.Bytes(text));
        Assert.Equal(literal, PythonLiteral.Text(text));
    }

    [Fact]
    public void The_filled_script_keeps_to_what_MicroPython_1_13_reads()
    {
        var script = DeviceScript.Fill("d", "s", "h", 1);
        Assert.DoesNotContain("#CONNECTION#", script, StringComparison.Ordinal);
        Assert.DoesNotMatch("""\bf["']|:=|\bmatch\b|\basync\b""", script);
        Assert.All(script, letter => Assert.True(char.IsAscii(letter)));
    }
}
