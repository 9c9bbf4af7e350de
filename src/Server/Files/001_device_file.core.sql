-- Files that devices and applications exchange ($file_manager). The bytes lie in the folder files of the data folder, under the file's id.
create table device_file (
    row_id text not null primary key,
    project_id text not null,
    file_id text not null unique,
    device_id text not null,
    object_name text not null,
    size bigint not null,
    -- SHA-256 in lower-case hex.
    hash_code text not null,
    created_at bigint not null
);
create unique index device_file_name on device_file (device_id, object_name);
create index device_file_by_device on device_file (device_id, row_id);
create index device_file_by_time on device_file (created_at);
