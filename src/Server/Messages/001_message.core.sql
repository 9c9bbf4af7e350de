-- Messages to devices: those on their way, and the last ones that ended (DESIGN decision 10).
create table message (
    row_id text not null primary key,
    project_id text not null,
    device_id text not null references device (device_id) on delete cascade,
    message_id text not null,
    -- Whose connection carries it: the device's own or its gateway's.
    route_id text not null,
    name text,
    -- As the application gave it, in JSON.
    message text not null,
    encoding text not null,
    payload_format text not null,
    -- As the application named it, and as it travels.
    given_topic text,
    topic text not null,
    properties text,
    -- PENDING, SENT, DELIVERED, FAILED or TIMEOUT. SENT belongs to the connection of epoch; attempt counts its sends since that came or subscribed.
    status text not null,
    epoch bigint not null,
    attempt bigint not null,
    qos bigint not null,
    created_at bigint not null,
    -- Null for a message that is not cached.
    expires_at bigint,
    finished_at bigint,
    error_code text,
    error_msg text
);
create unique index message_key on message (device_id, message_id);
create index message_by_device on message (device_id, row_id);
create index message_waiting on message (route_id, row_id) where status = 'PENDING';
create index message_expiring on message (expires_at) where status in ('PENDING', 'SENT');
create index message_sent on message (row_id) where status = 'SENT';
