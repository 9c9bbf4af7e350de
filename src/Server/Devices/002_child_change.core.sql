-- What was added below a gateway and what was deleted, in the order of the gateway's own version (device-protocol 2.12.3). Of each child
-- only the last change is kept, so that the log is no longer than the children and the deletions that are remembered.
create table child_change (
    project_id text not null,
    -- The gateway that connects, not a child between it and the device.
    gateway_id text not null,
    version bigint not null,
    device_id text not null,
    parent_id text not null,
    node_id text not null,
    -- 1 for added, 0 for deleted.
    added bigint not null,
    -- 1 when the gateway itself asked for it.
    own bigint not null,
    primary key (gateway_id, version)
);
create unique index child_change_device on child_change (device_id, gateway_id);
create index child_change_deleted on child_change (gateway_id, version) where added = 0;

insert into child_change (project_id, gateway_id, version, device_id, parent_id, node_id, added, own)
select child.project_id, coalesce(parent.gateway_id, parent.device_id),
       row_number() over (partition by coalesce(parent.gateway_id, parent.device_id) order by child.row_id),
       child.device_id, parent.device_id, child.node_id, 1, 0
from device child join device parent on parent.device_id = child.gateway_id;
