using Dukou.Server.Storage;

namespace Dukou.Server.Tests.Storage;

public sealed class VersionedCacheTests
{
    readonly VersionedCache<string, string> _cache = new(10, TimeSpan.FromHours(1));

    [Fact]
    public void A_slow_reader_cannot_bring_back_an_older_row_or_a_deleted_one()
    {
        _cache.Put("a", 2, "new");
        _cache.Put("a", 1, "old");
        Assert.True(_cache.TryGet("a", out var row));
        Assert.Equal("new", row);
        _cache.Put("a", 3, null);
        _cache.Put("a", 2, "new");
        Assert.True(_cache.TryGet("a", out row));
        Assert.Null(row);
        _cache.Put("a", 4, "again");
        Assert.True(_cache.TryGet("a", out row));
        Assert.Equal("again", row);
    }

    [Fact]
    public void An_expired_row_must_be_read_again()
    {
        _cache.Put("a", 1, "row");
        _cache.Expire("a");
        Assert.False(_cache.TryGet("a", out _));
        _cache.Put("a", 1, "row");
        Assert.True(_cache.TryGet("a", out _));
    }

    [Fact]
    public void It_holds_no_more_than_its_capacity_and_keeps_what_is_used()
    {
        for (var i = 0; i < 100; i++)
        {
            _cache.Put($"k{i}", 1, "row");
            _cache.Put("used", 1, "row");
        }
        Assert.True(_cache.TryGet("used", out _));
        Assert.InRange(Enumerable.Range(0, 100).Count(i => _cache.TryGet($"k{i}", out _)), 4, 12);
    }
}
