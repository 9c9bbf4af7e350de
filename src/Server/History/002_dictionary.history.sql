-- What chunks of this file were compressed against (ChunkFormat); a chunk names its dictionary.
create table dictionary (
  id integer primary key,
  bytes blob not null
);
