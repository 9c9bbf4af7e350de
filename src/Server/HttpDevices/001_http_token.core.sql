-- The tokens of devices that report over HTTPS; their hashes, in hexadecimal digits.
create table http_token (
    device_id text not null primary key,
    project_id text not null,
    hash text not null,
    expires_at bigint not null,
    -- The token before: valid for a moment longer.
    former_hash text,
    former_until bigint,
    -- Which secrets the device had when it got the token.
    secret_mark text not null,
    version bigint not null
);
