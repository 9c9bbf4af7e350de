-- Who changed what, in the order in which it happened. Never a body, a query or a secret.
create table audit (
    sequence bigint not null primary key,
    project_id text not null,
    at bigint not null,
    -- Null for somebody who could not be signed in; then the name is what was claimed.
    user_id text,
    user_name text not null,
    access_key text,
    remote_address text,
    operation text not null,
    method text not null,
    path text not null,
    -- The answer's status; null when the caller went away before there was one.
    status bigint,
    -- done, refused or failed.
    result text not null,
    error_code text,
    request_id text not null
);
create index audit_by_time on audit (at);
create index audit_by_user on audit (user_name, sequence);
create index audit_by_operation on audit (operation, sequence);
create index audit_by_result on audit (result, sequence);
