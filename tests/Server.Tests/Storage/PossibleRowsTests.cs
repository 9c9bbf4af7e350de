using System.Globalization;
using Dukou.Server.Storage;

namespace Dukou.Server.Tests.Storage;

public sealed class PossibleRowsTests
{
    readonly HashSet<string> _table = ["lamp"];
    readonly PossibleRows _rows;
    int _looks;

    public PossibleRowsTests() => _rows = new(() => [.. _table], key =>
    {
        _looks++;
        return _table.Contains(key);
    });

    [Fact]
    public void The_table_is_asked_only_for_a_key_that_may_have_rows()
    {
        Assert.True(_rows.Any("lamp"));
        Assert.False(_rows.Any("fan"));
        Assert.Equal(1, _looks);
        _table.Clear();
        Assert.False(_rows.Any("lamp"));
        Assert.False(_rows.Any("lamp"));
        Assert.Equal(2, _looks);
    }

    [Fact]
    public async Task A_row_is_found_although_somebody_looked_before_its_commit()
    {
        await _rows.AddAsync(["fan"], () =>
        {
            Assert.False(_rows.Any("fan"));
            _table.Add("fan");
            return Task.CompletedTask;
        });
        Assert.True(_rows.Any("fan"));
    }

    [Fact]
    public async Task A_write_that_failed_after_all_has_left_nothing_behind()
    {
        await Assert.ThrowsAsync<StorageException>(() => _rows.AddAsync(["fan"], () => Task.FromException(new StorageException("The disk is full."))));
        Assert.False(_rows.Any("fan"));
        Assert.False(_rows.Any("fan"));
        Assert.Equal(1, _looks);
    }

    [Fact]
    public async Task Keys_without_rows_that_nobody_asks_for_are_forgotten()
    {
        for (var i = 0; i < PossibleRows.EmptyMax; i++)
            await _rows.AddAsync([i.ToString(CultureInfo.InvariantCulture)], () => Task.CompletedTask);
        Assert.False(_rows.Any("0"));
        Assert.Equal(0, _looks);
        Assert.True(_rows.Any("lamp"));
    }
}
