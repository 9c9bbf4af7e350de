create table device_rule (
    row_id text not null primary key,
    project_id text not null,
    rule_id text not null unique,
    app_id text not null,
    name text not null,
    description text,
    status text not null,
    condition_group text not null,
    actions text not null,
    version bigint not null,
    updated_at bigint not null
);
create index device_rule_app on device_rule (app_id, row_id);

-- What each device is to have: a version, or -1 from the deletion until the device has said that it deleted the rule.
create table device_rule_target (
    device_id text not null,
    rule_id text not null,
    project_id text not null,
    version bigint not null,
    primary key (device_id, rule_id)
);
create index device_rule_target_rule on device_rule_target (rule_id);
