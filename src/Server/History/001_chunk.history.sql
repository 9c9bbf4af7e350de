-- How far the inbox has been read into this file. A flush (seq, pending_to] in several transactions is under way when pending_to > seq:
-- then a record is in the file if its device has a chunk that ends at or above it.
create table cursor (
  id integer primary key,
  seq bigint not null,
  pending_to bigint not null,
  merged integer not null
);

-- Records of one device, in the order of their sequence (ChunkFormat). Times are milliseconds since 1970: receipt t0..t1, event e0..e1.
create table chunk (
  device_id text not null,
  first_seq bigint not null,
  last_seq bigint not null,
  t0 bigint not null,
  t1 bigint not null,
  e0 bigint not null,
  e1 bigint not null,
  kinds integer not null,
  n integer not null,
  blob blob not null,
  primary key (device_id, first_seq)
);
