-- Broadcasts that are kept for devices that come later.
create table broadcast (
    row_id text not null primary key,
    project_id text not null,
    app_id text not null,
    message_id text not null,
    topic text not null,
    -- Base64, as it was given.
    message text not null,
    expires_at bigint not null
);
create index broadcast_app on broadcast (app_id, row_id);
create index broadcast_expiry on broadcast (expires_at);

-- Who has got it, or is about to: sent is 0 until the socket took it.
create table broadcast_receiver (
    row_id text not null,
    device_id text not null,
    project_id text not null,
    sent bigint not null,
    primary key (row_id, device_id)
);
create index broadcast_receiver_device on broadcast_receiver (device_id);
