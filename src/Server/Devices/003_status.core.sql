-- How many devices have each status is asked every few seconds by whoever watches.
create index device_by_status on device (status, frozen);
