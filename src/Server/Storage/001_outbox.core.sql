-- State changes that come from no socket, written in the transaction of the change (DESIGN decision 7).
create table outbox (
    sequence bigint not null primary key,
    at bigint not null,
    resource text not null,
    event text not null,
    document text not null
);
create index outbox_at on outbox (at);

-- How far each reader has come; rows up to the slowest one may go.
create table outbox_cursor (
    reader text not null primary key,
    sequence bigint not null
);
