create table product (
    row_id text not null primary key,
    project_id text not null,
    app_id text not null,
    product_id text not null,
    name text not null,
    device_type text not null,
    protocol_type text not null,
    data_format text not null,
    manufacturer_name text,
    industry text,
    description text,
    service_capabilities text not null,
    created_at bigint not null,
    version bigint not null
);
create unique index product_key on product (product_id, app_id);
