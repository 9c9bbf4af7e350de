using System.Text;
using CsCheck;
using Dukou.Protocol.Iotda;

namespace Dukou.Protocol.Tests.Iotda;

public sealed class CredentialTests
{
    [Theory]
    [InlineData("66f0a1b2_pump01_0_0_2026010203", "66f0a1b2_pump01", ClientIdShape.Device, SignType.HmacSha256, "2026010203", "")]
    [InlineData("66f0a1b2_pump01_0_1_2026010203", "66f0a1b2_pump01", ClientIdShape.Device, SignType.HmacSha256Checked, "2026010203", "")]
    [InlineData("p_0_0_2026010203_0_2_2026010225", "p_0_0_2026010203", ClientIdShape.Device, SignType.HmacSm3Checked, "2026010225", "")]
    [InlineData("860:1_2_1_2026010203", "860:1", ClientIdShape.Node, SignType.HmacSha256Checked, "2026010203", "")]
    [InlineData("bridge1_3_0_2026010203", "bridge1", ClientIdShape.Bridge, SignType.HmacSha256, "2026010203", "")]
    [InlineData("dev_1_0_scopeA9", "dev_1", ClientIdShape.ScopeCertificate, SignType.HmacSha256, "", "scopeA9")]
    [InlineData("dev-1_0_2026010203", "dev-1", ClientIdShape.ScopeCertificate, SignType.HmacSha256, "", "2026010203")]
    [InlineData("dev_1_0_scopeA9_1_2026010203", "dev_1", ClientIdShape.ScopeSecret, SignType.HmacSha256Checked, "2026010203", "scopeA9")]
    public void A_client_id_is_read_from_the_right_and_written_back(string text, string id, ClientIdShape shape, SignType sign, string stamp, string scope)
    {
        Assert.True(ClientId.TryParse(text, bootstrap: true, out var clientId, out var defect));
        Assert.Equal(new ClientId(id, shape, sign, stamp, scope), clientId);
        Assert.Equal(ClientIdDefect.None, defect);
        Assert.Equal(text, clientId.ToString());
    }

    [Theory]
    [InlineData("", ClientIdDefect.Empty)]
    [InlineData("mqttx_0bec3411", ClientIdDefect.NotDeviceShape)]
    [InlineData("pump01", ClientIdDefect.NotDeviceShape)]
    [InlineData("66f0_pump01_0_0", ClientIdDefect.StampMissing)]
    [InlineData("66f0_pump01_0_0_", ClientIdDefect.StampMalformed)]
    [InlineData("66f0_pump01_0_0_20260102", ClientIdDefect.StampMalformed)]
    [InlineData("66f0_pump01_0_0_202601020304", ClientIdDefect.StampMalformed)]
    [InlineData("66f0_pump01_0_0_2026-01-02", ClientIdDefect.StampMalformed)]
    [InlineData("66f0_pump01_0_3_2026010203", ClientIdDefect.SignUnknown)]
    [InlineData("66f0_pump01_0_12_2026010203", ClientIdDefect.SignUnknown)]
    [InlineData("66f0_pump01_1_0_2026010203", ClientIdDefect.IdTypeUnknown)]
    [InlineData("66f0_pump01_x_0_2026010203", ClientIdDefect.IdTypeUnknown)]
    [InlineData("66f0_pump01_0_2026010203", ClientIdDefect.IdTypeUnknown)]
    [InlineData("_0_0_2026010203", ClientIdDefect.IdEmpty)]
    [InlineData("0_0_2026010203", ClientIdDefect.IdEmpty)]
    [InlineData("66f0 pump01_0_0_2026010203", ClientIdDefect.IdCharacters)]
    [InlineData("66f0_pump01_0_scopeA9", ClientIdDefect.NotDeviceShape)]
    public void Each_defect_of_a_client_id_has_its_own_name(string text, ClientIdDefect expected)
    {
        Assert.False(ClientId.TryParse(text, bootstrap: false, out _, out var defect));
        Assert.Equal(expected, defect);
    }

    [Fact]
    public void Long_client_ids_and_ids_are_refused()
    {
        Assert.False(ClientId.TryParse(new string('a', 257), false, out _, out var tooLong));
        Assert.Equal(ClientIdDefect.TooLong, tooLong);
        Assert.False(ClientId.TryParse(new string('a', 129) + "_0_0_2026010203", false, out _, out var idTooLong));
        Assert.Equal(ClientIdDefect.IdTooLong, idTooLong);
    }

    [Fact]
    public void No_client_id_throws() => Gen.String[Gen.Char["ab_0123456789_é:"], 0, 40].Sample(text =>
    {
        var isRead = ClientId.TryParse(text, bootstrap: true, out var clientId, out var defect);
        Assert.Equal(isRead, defect == ClientIdDefect.None);
        Assert.True(!isRead || clientId.ToString() == text);
    });

    [Theory]
    [InlineData("12345678", "2025041401", "c75150e6cb841417396819e4d2ee4358a416344a03a083e3a8567074ddec820a")]
    [InlineData("ac4263b86eaf6442997a", "2022010507", "60cc88f72fb885ed7cfc0140417dd79633e26a4a0cc00572cb6a118cde54cb36")]
    [InlineData("b623d95f2ea2a466c0457efd89caae8ad5726d5754c8f32fb4668f3f4cd74052", "2025041401", "655d847e328fb8126a76ee79cf6330732bf33f323a026f9de68f26b5cc05ba43")]
    public void A_password_is_the_hmac_of_the_secret_under_the_stamp(string secret, string stamp, string password)
    {
        Assert.Equal(password, DevicePassword.Compute(secret, stamp));
        Assert.True(DevicePassword.Verify(Encoding.ASCII.GetBytes(password), secret, stamp));
        Assert.False(DevicePassword.Verify(Encoding.ASCII.GetBytes(password), secret + "9", stamp));
        Assert.False(DevicePassword.Verify(Encoding.ASCII.GetBytes(password).AsSpan(0, 63), secret, stamp));
        Assert.False(DevicePassword.Verify(default, secret, stamp));
    }

    [Fact]
    public void A_groups_secret_gives_each_device_its_own()
    {
        Assert.True(DevicePassword.TryDeriveSecret("bXktZ3JvdXAtc2VjcmV0LTAwMDE=", "demo_device_01", out var secret));
        Assert.Equal("b623d95f2ea2a466c0457efd89caae8ad5726d5754c8f32fb4668f3f4cd74052", secret);
        Assert.False(DevicePassword.TryDeriveSecret("not base64!", "demo_device_01", out _));
    }

    [Fact]
    public void Another_hash_can_be_plugged_in()
    {
        KeyedHash reversed = (key, message, hash) => { hash.Clear(); message.CopyTo(hash); hash[^1] = key[0]; };
        Assert.Equal("3132333435363738" + new string('0', 46) + "32", DevicePassword.Compute("12345678", "2025041401", reversed));
    }

    [Theory]
    [InlineData("2026010203", StampVerdict.Fits, 0)]
    [InlineData("2026010202", StampVerdict.Fits, -1)]
    [InlineData("2026010204", StampVerdict.Fits, 1)]
    [InlineData("2026010211", StampVerdict.LocalTime, 8)]
    [InlineData("2026010122", StampVerdict.LocalTime, -5)]
    [InlineData("2026010308", StampVerdict.WrongTime, 29)]
    [InlineData("2022010507", StampVerdict.WrongTime, -34988)]
    [InlineData("2026010233", StampVerdict.NotATime, 0)]
    [InlineData("0000000000", StampVerdict.NotATime, 0)]
    [InlineData("9999999999", StampVerdict.NotATime, 0)]
    public void A_stamp_is_compared_with_the_platforms_hour(string text, StampVerdict verdict, int offset)
    {
        Assert.True(SecretStamp.TryParse(text, out var stamp));
        Assert.Equal(new StampCheck(verdict, offset), stamp.Check(new(2026, 1, 2, 3, 59, 59, TimeSpan.Zero)));
        Assert.Equal(text, stamp.ToString());
    }

    [Fact]
    public void One_hour_fits_by_the_calendar_and_by_the_number()
    {
        var lastHour = new DateTimeOffset(2025, 12, 31, 23, 10, 0, TimeSpan.Zero);
        Assert.True(SecretStamp.TryParse("2026010100", out var next) & SecretStamp.TryParse("2025123124", out var counted));
        Assert.Equal(StampVerdict.Fits, next.Check(lastHour).Verdict);
        Assert.Equal(StampVerdict.Fits, counted.Check(lastHour).Verdict);
        Assert.Equal("2025123123", SecretStamp.Of(lastHour.ToOffset(TimeSpan.FromHours(8))).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("202601020")]
    [InlineData("20260102031")]
    [InlineData("+026010203")]
    [InlineData("２０２６０１０２０３")]
    public void Anything_but_ten_digits_is_no_stamp(string text) => Assert.False(SecretStamp.TryParse(text, out _));
}
