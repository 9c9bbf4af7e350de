-- What a gateway found when it last looked for devices that could be its children.
create table sub_device_scan (
    device_id text not null primary key,
    project_id text not null,
    devices text not null,
    received_at bigint not null
);
