-- CA certificates that device certificates may be signed by.
create table ca_certificate (
    -- Also the certificate's id.
    row_id text not null primary key,
    project_id text not null,
    app_id text not null,
    cn_name text not null,
    owner text,
    -- PEM.
    content text not null,
    -- Who uploaded it has shown that the key is theirs.
    verified bigint not null,
    verify_code text not null,
    verify_code_at bigint not null,
    provision_enable bigint not null,
    template_id text,
    created_at bigint not null,
    effective_at bigint not null,
    expires_at bigint not null
);
create index ca_certificate_by_app on ca_certificate (app_id, row_id);

-- Certificates by which devices have come.
create table device_certificate (
    -- Also the certificate's id.
    row_id text not null primary key,
    project_id text not null,
    common_name text not null,
    -- SHA-1 and SHA-256 in lower-case hexadecimal digits.
    sha1 text not null,
    fingerprint text not null unique,
    -- ACTIVE or INACTIVE.
    status text not null,
    expires_at bigint not null,
    certificate_pem text not null
);
create index device_certificate_by_name on device_certificate (common_name, row_id);
