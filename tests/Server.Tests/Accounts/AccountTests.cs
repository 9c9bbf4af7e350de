using System.Net;
using Dukou.ApplicationSdk;
using Dukou.Server.Accounts;

namespace Dukou.Server.Tests.Accounts;

public sealed class AccountTests
{
    const string ProjectId = "0123456789abcdef0123456789abcdef";

    static ServerOptions Given(ServerOptions options) => options with
    {
        ProjectId = ProjectId,
        AccessKey = "GIVENKEY",
        SecretKey = "given-secret-key",
        User = "someone",
        Password = "given-password",
    };

    [Fact]
    public async Task The_first_start_makes_an_account_and_the_next_start_finds_it()
    {
        await using var platform = await TestPlatform.StartAsync();
        var first = platform.Account;
        Assert.Matches("^[0-9a-f]{32}$", first.ProjectId);
        Assert.Matches("^[A-Z0-9]{20}$", first.AccessKey);
        Assert.Matches("^[A-Za-z0-9]{40}$", first.SecretKey);
        Assert.True(first.Password.Length >= 16);
        await platform.RestartAsync();
        Assert.Equal(first, platform.Account);
    }

    [Fact]
    public async Task Two_installations_never_share_a_credential()
    {
        await using var one = await TestPlatform.StartAsync();
        await using var other = await TestPlatform.StartAsync();
        Assert.NotEqual(one.Account.ProjectId, other.Account.ProjectId);
        Assert.NotEqual(one.Account.AccessKey, other.Account.AccessKey);
        Assert.NotEqual(one.Account.SecretKey, other.Account.SecretKey);
        Assert.NotEqual(one.Account.Password, other.Account.Password);
    }

    [Fact]
    public async Task Given_credentials_become_the_account_of_the_first_start()
    {
        await using var platform = await TestPlatform.StartAsync(Given);
        Assert.Equal(new PlatformAccount(ProjectId, "dukou", "someone", "given-password", "GIVENKEY", "given-secret-key"), platform.Account);
        await platform.RestartAsync();
        Assert.Equal("given-secret-key", platform.Account.SecretKey);
    }

    [Fact]
    public async Task Beyond_loopback_a_given_credential_may_not_be_short()
    {
        var refused = await Assert.ThrowsAsync<PlatformStartException>(() => TestPlatform.StartAsync(options => Given(options) with { Mqtt = new Listen(IPAddress.Any, 0) }));
        Assert.Equal(["DUKOU_AK", "DUKOU_USER", "DUKOU_PASSWORD"], refused.Problems.Select(problem => problem.Split(' ')[0]));
        Assert.All(refused.Problems, problem => Assert.Contains("at least 16 characters", problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Other_credentials_at_a_later_start_are_refused_all_at_once()
    {
        await using var platform = await TestPlatform.StartAsync(Given);
        var refused = await Assert.ThrowsAsync<PlatformStartException>(() => platform.RestartAsync(options => options with
        {
            ProjectId = new string('f', 32),
            AccessKey = "OTHERKEY",
            SecretKey = "other-secret-key",
            User = "nobody",
            Password = "other-password",
        }));
        Assert.Equal(["DUKOU_PROJECT_ID", "DUKOU_USER", "DUKOU_PASSWORD", "DUKOU_AK", "DUKOU_SK"], refused.Problems.Select(problem => problem.Split(' ')[0]));
        Assert.DoesNotContain("other-secret-key", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("other-password", refused.Message, StringComparison.Ordinal);
        await platform.RestartAsync(Given);
        Assert.Equal("GIVENKEY", platform.Account.AccessKey);
    }

    [Fact]
    public async Task Secrets_lie_in_no_file_in_the_clear_and_keys_in_a_private_folder()
    {
        await using var platform = await TestPlatform.StartAsync(Given);
        await platform.StopAsync();
        foreach (var file in Directory.EnumerateFiles(platform.DataFolder, "*", SearchOption.AllDirectories))
        {
            var text = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            Assert.DoesNotContain("given-secret-key", text, StringComparison.Ordinal);
            Assert.DoesNotContain("given-password", text, StringComparison.Ordinal);
        }
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(platform.DataFolder, "keys")));
        Assert.All(platform.Logs.All, line => Assert.DoesNotContain("given-", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_its_keys_a_data_folder_is_refused_with_one_line()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.StopAsync();
        Directory.Delete(Path.Combine(platform.DataFolder, "keys"), recursive: true);
        var refused = await Assert.ThrowsAsync<PlatformStartException>(() => platform.RestartAsync());
        Assert.Contains("--keys", Assert.Single(refused.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_opens_only_for_the_purpose_it_was_kept_for()
    {
        await using var platform = await TestPlatform.StartAsync();
        var secrets = platform.Service<Secrets>();
        var kept = secrets.Protect("device", "s3cret");
        Assert.Equal("s3cret", secrets.Unprotect("device", kept));
        Assert.Throws<Dukou.Server.Storage.StorageException>(() => secrets.Unprotect("access key", kept));
    }

    [Fact]
    public async Task A_password_reset_needs_only_the_data_folder_and_ends_older_tokens()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { User = "someone" });
        var token = await ApplicationClient.SignInAsync(platform.Platform.Http, "dukou", "someone", platform.Account.Password, cancellationToken: TestContext.Current.CancellationToken);
        var folder = platform.DataFolder;
        await platform.StopAsync();
        var account = await Platform.ResetPasswordAsync(new ServerOptions { DataFolder = folder }, cancellationToken: TestContext.Current.CancellationToken);
        await platform.RestartAsync();
        Assert.Equal(account.Password, platform.Account.Password);
        using var old = await platform.HttpAs(token).GetAsync(new Uri("/v3/projects", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, old.StatusCode);
        await ApplicationClient.SignInAsync(platform.Platform.Http, "dukou", "someone", account.Password, cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_running_platform_keeps_a_second_one_out_of_its_folder()
    {
        await using var platform = await TestPlatform.StartAsync();
        var refused = await Assert.ThrowsAsync<PlatformStartException>(() => Platform.ResetPasswordAsync(new ServerOptions { DataFolder = platform.DataFolder }, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("in use", Assert.Single(refused.Problems), StringComparison.Ordinal);
    }
}
