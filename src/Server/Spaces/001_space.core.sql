create table space (
    row_id text not null primary key,
    project_id text not null,
    app_id text not null unique,
    app_name text not null,
    default_app bigint not null,
    created_at bigint not null,
    version bigint not null
);
