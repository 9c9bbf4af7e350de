create table registration_group (
    -- Also the group's id.
    row_id text not null primary key,
    project_id text not null,
    app_id text not null,
    product_id text not null,
    group_name text not null,
    -- What devices of the group name in their client ids.
    scope_id text not null unique,
    -- Data Protection's bytes in base64.
    secret_protected text not null,
    enabled bigint not null,
    allow_reactivation bigint not null,
    secure_access bigint not null,
    init_config text,
    created_at bigint not null
);
create index registration_group_product on registration_group (product_id, app_id);
