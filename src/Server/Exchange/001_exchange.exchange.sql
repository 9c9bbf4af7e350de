create table exchange_cursor (
    sequence bigint not null
);
insert into exchange_cursor (sequence) values (0);

-- Sessions that outlive their connection. session_id is the epoch of the connection that began it.
create table session (
    device_id text not null primary key,
    session_id bigint not null,
    app_id text not null,
    product_id text not null,
    node_id text not null,
    expiry_seconds bigint not null,
    -- Null while it is connected, or when the process ended without a word.
    ended_at bigint
);

create table subscription (
    session_id bigint not null,
    filter text not null,
    qos integer not null,
    no_local integer not null,
    retain_as_published integer not null,
    identifier integer not null,
    primary key (session_id, filter)
);

-- What a session has not acknowledged yet, in the order of id.
create table queued (
    id bigint not null primary key,
    session_id bigint not null,
    packet_id integer not null,
    qos integer not null,
    retain integer not null,
    topic text not null,
    payload blob not null,
    properties blob not null,
    identifiers text,
    expires_at bigint,
    -- PUBREC has come: only PUBREL may be sent.
    released integer not null
);
create unique index queued_packet on queued (session_id, packet_id);

-- Packet identifiers of QoS 2 publishes that were taken and not yet released by their sender.
create table received (
    session_id bigint not null,
    packet_id integer not null,
    sequence bigint not null,
    primary key (session_id, packet_id)
);

create table retained (
    app_id text not null,
    topic text not null,
    device_id text not null,
    qos integer not null,
    payload blob not null,
    properties blob not null,
    expires_at bigint,
    primary key (app_id, topic)
);

-- Wills of connections that have not said goodbye; due_at is null while the connection lives.
create table will (
    epoch bigint not null primary key,
    device_id text not null,
    session_id bigint not null,
    app_id text not null,
    product_id text not null,
    node_id text not null,
    topic text not null,
    qos integer not null,
    retain integer not null,
    payload blob not null,
    properties blob not null,
    delay_seconds bigint not null,
    due_at bigint
);
