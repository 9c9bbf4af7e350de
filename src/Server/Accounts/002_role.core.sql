-- Whoever was there before roles were may do everything.
alter table account_user add column role text not null default 'owner';
-- The hash of a password that a person chose, encrypted; the readable one is empty then. Null: the platform made the password or was given it at its start, and shows it.
alter table account_user add column hash_protected blob;
