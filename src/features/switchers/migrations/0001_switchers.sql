-- Starts and stops that AWS recorded and that the panel did not ask for: one row for each thing of
-- each call. `thing` is as the inventory names it ("i-…", "db:…", "cluster:…").
create table foreign_switches (
  tenant_id binary(16) not null,
  account_id binary(16) not null,
  region varchar(64) not null,
  thing varchar(191) not null,
  event_id varchar(64) not null,
  at bigint not null,
  action varchar(8) not null,
  principal longtext not null,
  program longtext not null,
  is_person bigint not null,
  primary key (tenant_id, account_id, region, thing, event_id)
);
create index foreign_switches_by_time on foreign_switches (tenant_id, account_id, region, at);

-- How far AWS's record was read. Without `read_at` nothing of it is known; with a problem, the last
-- try failed. `busy_until`: a process is reading it, until then by the store's own time.
create table trail_reads (
  tenant_id binary(16) not null,
  account_id binary(16) not null,
  region varchar(64) not null,
  known_from bigint,
  read_at bigint,
  asked_at bigint not null,
  problem varchar(32) not null,
  busy_until bigint not null,
  primary key (tenant_id, account_id, region)
);
