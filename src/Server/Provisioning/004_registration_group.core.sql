-- How many devices may register themselves by the group, null for any number; and how many have.
alter table registration_group add column device_max bigint;
alter table registration_group add column registered bigint not null default 0;
