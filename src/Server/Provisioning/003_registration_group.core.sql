-- SECRET or CERTIFICATES; a group of the latter has no secret.
alter table registration_group add column auth_type text not null default 'SECRET';
