-- Schedules as they are now. `document`, `targets` and `settings` are JSON (docs/schedules.md); the
-- same of every version is in schedule_versions. `due_at` is when the schedule is to be looked at
-- next: the fire key's instant, or 0 after a change; null: never again. All instants up to
-- `handled_until` were fired or skipped.
create table schedules (
  tenant_id binary(16) not null,
  id binary(16) not null,
  version bigint not null,
  name varchar(255) not null,
  search varchar(255) not null,
  is_paused bigint not null,
  document longtext not null,
  targets longtext not null,
  settings longtext not null,
  approved longtext not null,
  created_at bigint not null,
  updated_at bigint not null,
  updated_by varchar(255) not null,
  due_at bigint,
  handled_until bigint not null,
  primary key (tenant_id, id)
);
create index schedules_named on schedules (tenant_id, search, id);
create index schedules_due on schedules (due_at);

create table schedule_versions (
  tenant_id binary(16) not null,
  schedule_id binary(16) not null,
  version bigint not null,
  document longtext not null,
  targets longtext not null,
  settings longtext not null,
  made_at bigint not null,
  made_by varchar(255) not null,
  primary key (tenant_id, schedule_id, version)
);

-- A tenant's own calendars; the built-in ones are computed.
create table calendars (
  tenant_id binary(16) not null,
  id binary(16) not null,
  revision bigint not null,
  name varchar(255) not null,
  document longtext not null,
  primary key (tenant_id, id)
);

-- Nothing automatic happens in a freeze.
create table freezes (
  tenant_id binary(16) not null,
  id binary(16) not null,
  begins_at bigint not null,
  ends_at bigint not null,
  reason longtext not null,
  made_by varchar(255) not null,
  primary key (tenant_id, id)
);

-- One server is to be in this state until then. Ended early: `ends_at` is moved, `cancelled_at` set.
create table overrides (
  tenant_id binary(16) not null,
  id binary(16) not null,
  account_id binary(16) not null,
  region varchar(64) not null,
  server varchar(128) not null,
  state varchar(16) not null,
  begins_at bigint not null,
  ends_at bigint not null,
  reason longtext not null,
  made_by varchar(255) not null,
  cancelled_at bigint,
  primary key (tenant_id, id)
);
create index overrides_of_server on overrides (tenant_id, account_id, region, server, ends_at);
