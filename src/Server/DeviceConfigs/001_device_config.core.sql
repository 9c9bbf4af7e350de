-- Remote configuration of devices (device-protocol 2.19.1): one at a time for each device is unfinished.
create table device_config (
    row_id text not null primary key,
    project_id text not null,
    config_id text not null unique,
    device_id text not null,
    -- Whose connection reaches the device: its own or its gateway's.
    connected_id text not null,
    content text not null,
    created_at bigint not null,
    expires_at bigint not null,
    sent_at bigint,
    -- When it is sent again; null while it waits for the device to come.
    next_at bigint,
    -- Null while it is unfinished.
    finished_at bigint,
    -- The device's answer; null without one.
    result_code bigint,
    description text
);
create index device_config_by_device on device_config (device_id, row_id);
create unique index device_config_unfinished on device_config (device_id) where finished_at is null;
create index device_config_waiting on device_config (connected_id) where finished_at is null;
create index device_config_due on device_config (next_at) where finished_at is null;
create index device_config_expiring on device_config (expires_at) where finished_at is null;
