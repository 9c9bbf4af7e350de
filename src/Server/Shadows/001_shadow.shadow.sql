-- One row per device and service. (epoch, seq) is the last report merged into it; only a greater one is. A row with version < 0 says that
-- the shadow was deleted when the reports up to (epoch, seq) had come; it goes when the cursor has passed it.
create table shadow (
  device_id text not null,
  service_id text not null,
  desired_json text,
  desired_at bigint,
  reported_json text,
  reported_at bigint,
  version bigint not null,
  epoch bigint not null,
  seq bigint not null,
  primary key (device_id, service_id)
);

create index shadow_deleted on shadow (seq) where version < 0;
create index shadow_desired on shadow (device_id) where desired_json is not null;

-- How far the inbox has been read into this file; reports up to check_to may be in a row already.
create table shadow_cursor (
  id integer primary key,
  seq bigint not null,
  check_to bigint not null
);

insert into shadow_cursor (id, seq, check_to) values (1, 0, 0);
