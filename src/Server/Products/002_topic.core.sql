-- The product's own topics below $oc/devices/{device_id}/user/, as a JSON array.
alter table product add column topics text not null default '[]';
