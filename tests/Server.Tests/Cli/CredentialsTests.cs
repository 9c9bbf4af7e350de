using System.Globalization;
using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Cli;

public sealed class CredentialsTests
{
    [Theory]
    // device-protocol 1.2: the vendor's own example, and the tutorial's secret.
    [InlineData("12345678", "2025041401", "c75150e6cb841417396819e4d2ee4358a416344a03a083e3a8567074ddec820a")]
    [InlineData("ac4263b86eaf6442997a", "2022010507", "60cc88f72fb885ed7cfc0140417dd79633e26a4a0cc00572cb6a118cde54cb36")]
    public async Task A_secret_and_an_hour_give_the_password_of_the_vendors_generator(string secret, string timestamp, string password)
    {
        var result = await CliProcess.RunAsync("credentials", "--device-id", "64f0_lamp", "--secret", secret, "--timestamp", timestamp, "--json");

        Assert.Equal(0, result.Status);
        var answer = JsonNode.Parse(result.Output)!;
        Assert.Equal($"64f0_lamp_0_0_{timestamp}", (string?)answer["client_id"]);
        Assert.Equal("64f0_lamp", (string?)answer["username"]);
        Assert.Equal(password, (string?)answer["password"]);
    }

    [Fact]
    public async Task A_registration_groups_secret_gives_the_devices_own_and_then_its_password()
    {
        // device-protocol 1.4: the derived secret of this pair is b623d95f…; the password is made of that by a second implementation.
        var result = await CliProcess.RunAsync(
            "credentials", "--device-id", "demo_device_01", "--group-secret", "bXktZ3JvdXAtc2VjcmV0LTAwMDE=", "--scope-id", "AB12", "--timestamp", "2025041401", "--json");

        var answer = JsonNode.Parse(result.Output)!;
        Assert.Equal("demo_device_01_0_AB12_0_2025041401", (string?)answer["client_id"]);
        Assert.Equal("655d847e328fb8126a76ee79cf6330732bf33f323a026f9de68f26b5cc05ba43", (string?)answer["password"]);
    }

    [Fact]
    public async Task For_a_person_each_of_the_three_stands_on_its_line()
    {
        var result = await CliProcess.RunAsync("credentials", "--device-id", "64f0_lamp", "--secret", "12345678", "--timestamp", "2025041401", "--sign", "1");

        Assert.Equal(
            ["ClientId  64f0_lamp_0_1_2025041401", "Username  64f0_lamp", "Password  c75150e6cb841417396819e4d2ee4358a416344a03a083e3a8567074ddec820a"],
            result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task Without_a_timestamp_the_hour_is_the_present_one_in_UTC()
    {
        var before = TimeProvider.System.GetUtcNow();
        var result = await CliProcess.RunAsync("credentials", "--device-id", "lamp", "--secret", "12345678", "--json");

        var clientId = (string)JsonNode.Parse(result.Output)!["client_id"]!;
        Assert.Contains(clientId[^10..], new[] { before, before.AddHours(1) }.Select(hour => hour.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Every_mistake_is_named_at_once()
    {
        var result = await CliProcess.RunAsync("credentials", "--sign", "7", "--timestamp", "today", "--group-secret", "!");

        Assert.Equal(2, result.Status);
        Assert.Empty(result.Output);
        foreach (var option in new[] { "--device-id", "--sign", "--timestamp", "--scope-id" })
            Assert.Contains(option, result.Error, StringComparison.Ordinal);
    }
}
