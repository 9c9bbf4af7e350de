-- What became of messages, connection attempts and API calls. Ordered among uplinks by position, the inbox's last sequence at the time.
-- code and arguments are a reason and its values: the sentence is made when somebody reads it. more counts further entries like this one.
create table trace (
    sequence bigint not null primary key,
    position bigint not null,
    at bigint not null,
    kind text not null,
    outcome text not null,
    device_id text,
    request_id text,
    topic text,
    client_id text,
    remote_address text,
    code text not null,
    arguments text,
    more bigint not null,
    excerpt text,
    detail text
);
create index trace_place on trace (position, sequence);
create index trace_device on trace (device_id, position, sequence);
create index trace_request on trace (request_id) where request_id is not null;
create index trace_at on trace (at);

-- Sequence numbers up to here may have been given out; a restart goes on above.
create table trace_sequence (
    id integer not null primary key,
    reserved bigint not null
);
insert into trace_sequence (id, reserved) values (1, 0);
