using System.Globalization;
using Dukou.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Dukou.Server.Tests.Storage;

/// <summary>Statements are parsed once for a connection, whatever became of their last run.</summary>
public sealed class KeptCommandsTests : IDisposable
{
    const string Insert = "insert into item values (@id, @text)";

    readonly SqliteConnection _connection = SqliteFile.Open(":memory:");

    public KeptCommandsTests() => _connection.Execute("create table item (id bigint primary key, text text)");

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void A_statement_that_failed_runs_again()
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            _connection.Execute(Insert, ("@id", (long)attempt), ("@text", "first"));
            Assert.Equal(19, Assert.Throws<SqliteException>(() => _connection.Execute(Insert, ("@id", (long)attempt), ("@text", "second"))).SqliteErrorCode);
        }
        Assert.Equal(3L, _connection.Scalar<long>("select count(*) from item where text = @text", ("@text", "first")));
    }

    [Fact]
    public void A_statement_runs_while_its_own_rows_are_read()
    {
        for (var id = 0L; id < 3; id++)
            _connection.Execute(Insert, ("@id", id), ("@text", "t" + id.ToString(CultureInfo.InvariantCulture)));
        List<long> From(long id) => _connection.Query("select id from item where id >= @id order by id", row => row.GetInt64(0), ("@id", id));
        var sums = _connection.Query("select id from item where id >= @id order by id", row => From(row.GetInt64(0)).Sum(), ("@id", 0L));
        Assert.Equal([3, 3, 2], sums);
    }

    [Fact]
    public void A_reader_that_is_left_early_holds_nothing()
    {
        for (var id = 0L; id < 3; id++)
            _connection.Execute(Insert, ("@id", id), ("@text", "t"));
        Assert.Equal(0L, _connection.First("select id from item where text = @text order by id", row => row.GetInt64(0), ("@text", "t")));
        // Refused while a statement still reads the table.
        _connection.Execute("drop table item");
    }

    [Fact]
    public void More_statements_than_are_kept_run_all()
    {
        for (var round = 0; round < 2; round++)
            for (var n = 0; n < 300; n++)
                Assert.Equal(n, _connection.Scalar<long>($"select @n + 0 as n{n.ToString(CultureInfo.InvariantCulture)}", ("@n", (long)n)));
    }

    [Fact]
    public void A_transaction_that_is_not_committed_is_undone()
    {
        using (new Transaction(_connection))
            _connection.Execute(Insert, ("@id", 1L), ("@text", "t"));
        using (var transaction = new Transaction(_connection))
        {
            _connection.Execute(Insert, ("@id", 2L), ("@text", "t"));
            transaction.Commit();
        }
        Assert.Equal([2L], _connection.Query("select id from item", row => row.GetInt64(0)));
    }
}
