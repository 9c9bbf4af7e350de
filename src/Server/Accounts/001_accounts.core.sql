-- The installation's one project. Its id stands on every other table.
create table project (
    project_id text primary key,
    domain_id text not null,
    domain text not null,
    created_at integer not null
);

-- The owner's password is encrypted, not hashed: `up --json` and `info --secrets` show it at every start. security_stamp
-- changes with every password and ends the tokens that were issued before.
create table account_user (
    project_id text not null references project (project_id),
    user_id text primary key,
    name text not null,
    password_protected blob not null,
    security_stamp text not null,
    created_at integer not null,
    unique (project_id, name)
);

create table access_key (
    project_id text not null references project (project_id),
    access_key text primary key,
    row_id text not null unique,
    user_id text not null references account_user (user_id),
    secret_protected blob not null,
    description text,
    created_at integer not null
);
