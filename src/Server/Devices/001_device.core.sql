create table device (
    row_id text not null primary key,
    project_id text not null,
    app_id text not null,
    product_id text not null,
    device_id text not null unique,
    node_id text not null,
    -- The parent of a child device; null for a device that connects itself.
    gateway_id text,
    device_name text,
    description text,
    auth_type text not null,
    -- Data Protection's bytes in base64.
    secret_protected text,
    secondary_secret_protected text,
    fingerprint text,
    secondary_fingerprint text,
    secure_access bigint not null,
    timeout_seconds bigint not null,
    -- INACTIVE, ONLINE, OFFLINE or ABNORMAL; frozen covers it.
    status text not null,
    frozen bigint not null,
    -- The connection that set the status last: an older one may not change it any more.
    epoch bigint not null,
    remote_address text,
    created_at bigint not null,
    active_at bigint,
    online_at bigint,
    status_at bigint,
    -- When the registration goes unless the device has connected; null for never.
    expires_at bigint,
    fw_version text,
    sw_version text,
    device_sdk_version text,
    extension_info text,
    version bigint not null
);
create unique index device_node on device (product_id, app_id, node_id);
create index device_by_app on device (app_id, row_id);
create index device_by_product on device (product_id, row_id);
create index device_by_gateway on device (gateway_id, row_id);
create index device_by_node on device (node_id, row_id);
create index device_by_name on device (device_name, row_id);
create index device_by_creation on device (created_at);
create index device_online on device (device_id) where status = 'ONLINE';
create index device_expiring on device (expires_at) where expires_at is not null;

-- How often the platform has started: the upper half of every connection's epoch.
create table boot (
    id bigint not null primary key,
    counter bigint not null
);
insert into boot (id, counter) values (1, 0);
