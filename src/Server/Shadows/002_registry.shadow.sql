-- How far the registry's changes in core.db's outbox have been followed; null before the first start that follows them.
create table shadow_registry (
  id integer primary key,
  seq bigint
);

insert into shadow_registry (id, seq) values (1, null);
