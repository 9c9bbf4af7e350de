using Dukou.WebConsole.Shell;

namespace Dukou.WebConsole.Tests;

public sealed class SecretMembersTests
{
    [Theory]
    [InlineData("""{"auth_info":{"secret":"a\"b","secondary_secret":"c"},"device_id":"d"}""", """{"auth_info":{"secret":"****","secondary_secret":"****"},"device_id":"d"}""")]
    [InlineData("""{"old_password" : "a","newPassword":"b"}""", """{"old_password" : "****","newPassword":"****"}""")]
    [InlineData("""{"secret":"a","secret":"b"}""", """{"secret":"****","secret":"****"}""")] // A person may write such a thing.
    [InlineData("""{"message":"{\"secret\":\"a\"}","secret":null}""", """{"message":"{\"secret\":\"a\"}","secret":null}""")]
    [InlineData("no JSON", "no JSON")]
    public void What_is_secret_is_hidden_and_the_rest_stays_as_it_came(string body, string shown) => Assert.Equal(shown, SecretMembers.Hidden(body));
}
