create index device_by_fingerprint on device (fingerprint, row_id) where fingerprint is not null;
create index device_by_secondary_fingerprint on device (secondary_fingerprint, row_id) where secondary_fingerprint is not null;
