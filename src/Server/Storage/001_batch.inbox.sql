-- One row per commit: the sequence of its first record, how many records, and the records themselves (RecordFormat).
create table batch (
  seq integer primary key,
  count integer not null,
  codec integer not null,
  blob blob not null
);
