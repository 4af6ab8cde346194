-- Pauses: at most one per scope and id (16 zero bytes for "everything").
create table pauses (
  tenant_id binary(16) not null,
  scope varchar(16) not null,
  scope_id binary(16) not null,
  reason longtext not null,
  by_kind varchar(16) not null,
  by_id varchar(255) not null,
  by_name varchar(255) not null,
  since bigint not null,
  primary key (tenant_id, scope, scope_id)
);

-- Servers that nobody may stop or reboot through the panel.
create table never_switch_off (
  tenant_id binary(16) not null,
  account_id binary(16) not null,
  region varchar(64) not null,
  server varchar(128) not null,
  reason longtext not null,
  by_kind varchar(16) not null,
  by_id varchar(255) not null,
  by_name varchar(255) not null,
  since bigint not null,
  primary key (tenant_id, account_id, region, server)
);
