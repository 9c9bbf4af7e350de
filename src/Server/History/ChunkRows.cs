using System.Data.Common;
using Dukou.Server.Storage;

namespace Dukou.Server.History;

/// <summary>
/// A device's chunks in a day's file as a common table expression <c>walk</c> (id, first_seq, t0, t1, e0, e1, kinds), the newest first, and
/// <see cref="Blob"/> of its rows. Only the rows that are wanted need reading their blob.
/// </summary>
sealed class ChunkRows
{
    // The chain has no other order than that in which its links are found.
    static readonly ChunkRows Chain = new("""
        with recursive walk (id, before, first_seq, t0, t1, e0, e1, kinds) as (
          select id, before, first_seq, t0, t0 + span, t0 + early, t0 + span + late, kinds from chain where id = (select newest from device where device_id = @device)
          union all
          select chain.id, chain.before, chain.first_seq, chain.t0, chain.t0 + chain.span, chain.t0 + chain.early, chain.t0 + chain.span + chain.late, chain.kinds
          from walk join chain on chain.id = walk.before)
        """, "(select blob from chain where chain.id = walk.id)");

    // A file that was whole before there were chains stays as it was.
    static readonly ChunkRows Table = new("""
        with walk as (select rowid as id, first_seq, t0, t1, e0, e1, kinds from chunk where device_id = @device order by first_seq desc)
        """, "(select blob from chunk where chunk.rowid = walk.id)");

    ChunkRows(string walk, string blob) => (Walk, Blob) = (walk, blob);

    public string Walk { get; }
    public string Blob { get; }

    public static ChunkRows Of(DbConnection file) => file.Scalar<long>("select count(*) from sqlite_master where name = 'chain'") > 0 ? Chain : Table;
}
