-- What became of each due instant of a schedule: the fire key is (schedule, version, due instant).
create table fires (
  tenant_id binary(16) not null,
  schedule_id binary(16) not null,
  due_at bigint not null,
  version bigint not null,
  fired_at bigint not null,
  outcome varchar(32) not null,
  action varchar(16) not null,
  servers bigint not null,
  requested bigint not null,
  held bigint not null,
  skipped bigint not null,
  operations longtext not null,
  primary key (tenant_id, schedule_id, due_at, version)
);

-- What was decided for a server at an instant, and why: at most once, whichever schedules ask.
create table decisions (
  tenant_id binary(16) not null,
  account_id binary(16) not null,
  region varchar(64) not null,
  server varchar(128) not null,
  at bigint not null,
  schedule_id binary(16) not null,
  version bigint not null,
  action varchar(16) not null,
  type varchar(64) not null,
  because varchar(32) not null,
  asked_by varchar(64) not null,
  name longtext not null,
  made_by varchar(255) not null,
  outcome varchar(32) not null,
  operation_id binary(16),
  primary key (tenant_id, account_id, region, server, at)
);
create index decisions_at on decisions (tenant_id, at);
