-- By which group a device was activated last; goes with the device and with the group.
create table registration_group_device (
    device_id text not null primary key,
    project_id text not null,
    group_id text not null,
    -- By which pages follow each other; a device that is activated again gets a new one.
    row_id text not null,
    activated_at bigint not null
);
create index registration_group_device_by_group on registration_group_device (group_id, row_id);
