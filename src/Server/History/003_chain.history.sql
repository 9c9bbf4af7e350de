-- The newest chunk of each device; the older ones hang on it.
create table device (
  device_id text primary key,
  newest integer not null,
  last_seq bigint not null
) without rowid;

-- Records of one device, in the order of their sequence (ChunkFormat). A small chunk must not take more for its row than for what it
-- holds: rows are appended without an index, each naming the device's one before it, and what is mostly 0 or 1 takes no byte. Receipt
-- t0..t0+span in milliseconds since 1970, event time t0+early..t0+span+late; sequences first_seq..first_seq+seqs.
create table chain (
  id integer primary key,
  before integer,
  first_seq bigint not null,
  seqs bigint not null,
  t0 bigint not null,
  span bigint not null,
  early bigint not null,
  late bigint not null,
  kinds integer not null,
  n integer not null,
  blob blob not null
);

insert into chain
  select rowid, lag(rowid) over (partition by device_id order by first_seq), first_seq, last_seq - first_seq, t0, t1 - t0, e0 - t0, e1 - t1, kinds, n, blob
  from chunk;

insert into device
  select device_id, rowid, last_seq from (select device_id, rowid, last_seq, row_number() over (partition by device_id order by first_seq desc) as place from chunk)
  where place = 1;

drop table chunk;
