create table authentication_template (
    -- Also the template's id.
    row_id text not null primary key,
    project_id text not null,
    template_name text not null,
    description text,
    -- ACTIVE for one at most, else INACTIVE.
    status text not null,
    -- As it was given.
    template_body text not null,
    created_at bigint not null,
    updated_at bigint not null
);
