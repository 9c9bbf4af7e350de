create table device_policy (
    row_id text not null primary key,
    project_id text not null,
    app_id text not null,
    policy_id text not null unique,
    policy_name text not null,
    is_default bigint not null,
    statement text not null,
    created_at bigint not null,
    updated_at bigint not null
);
create index device_policy_app on device_policy (app_id, row_id);

create table device_policy_target (
    row_id text not null primary key,
    project_id text not null,
    policy_id text not null,
    app_id text not null,
    target_type text not null,
    target_id text not null
);
create unique index device_policy_target_key on device_policy_target (target_type, target_id, app_id, policy_id);
create index device_policy_target_policy on device_policy_target (policy_id, row_id);

-- Spaces that have been given their system_default_policy: one that was deleted doesn't come back.
create table device_policy_space (
    app_id text not null primary key,
    project_id text not null
);

-- One row; grows with every change, so that a node sees that another has changed something.
create table device_policy_state (
    project_id text not null primary key,
    version bigint not null
);
