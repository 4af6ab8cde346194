-- Reserved instances that are in force, as each account has them in each region.
create table reservations (
  tenant_id binary(16) not null,
  account_id binary(16) not null,
  region varchar(64) not null,
  id varchar(64) not null,
  zone varchar(64) not null,
  type varchar(64) not null,
  platform varchar(128) not null,
  tenancy varchar(32) not null,
  servers bigint not null,
  begins_at bigint not null,
  ends_at bigint not null,
  primary key (tenant_id, account_id, region, id)
);

-- When they were read. Without `read_at` they are not known; with a problem, the last try failed.
create table reservation_reads (
  tenant_id binary(16) not null,
  account_id binary(16) not null,
  region varchar(64) not null,
  read_at bigint,
  asked_at bigint not null,
  problem varchar(32) not null,
  primary key (tenant_id, account_id, region)
);
