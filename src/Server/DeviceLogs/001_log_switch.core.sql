-- Whether a device is to report its logs. Devices forget over a restart, so one that is on is told at every connection.
create table log_switch (
    project_id text not null,
    device_id text not null primary key,
    -- Whose connection reaches the device: its own or its gateway's.
    connected_id text not null,
    is_on bigint not null,
    end_at bigint not null,
    -- 1 when the device has not been told yet.
    untold bigint not null
);
create index log_switch_connected on log_switch (connected_id);
