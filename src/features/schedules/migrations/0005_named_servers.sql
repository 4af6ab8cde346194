-- Which schedules name a server by hand, so that what may decide for a server is found by it.
create table schedule_servers (
  tenant_id binary(16) not null,
  account_id binary(16) not null,
  region varchar(64) not null,
  server varchar(128) not null,
  schedule_id binary(16) not null,
  primary key (tenant_id, account_id, region, server, schedule_id)
);
create index schedule_servers_of on schedule_servers (tenant_id, schedule_id);
-- 0: its servers are not in that table yet; 1: they are, and it has no filter; 2: they are, and its
-- filter may find others.
alter table schedules add column listing bigint not null default 0;
create index schedules_by_listing on schedules (listing, tenant_id);
-- What is due of one tenant, where more is due than is read at once.
create index schedules_due_of_tenant on schedules (tenant_id, due_at);
-- A paused one is never due; what is due is not looked for among those that are paused.
update schedules set due_at = null where is_paused = 1;
