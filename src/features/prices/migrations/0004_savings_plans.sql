-- Savings plans that are in force, as each account has them, and what an hour of servers costs under
-- each, by what it is called in the price list.
create table savings_plans (
  tenant_id binary(16) not null,
  account_id binary(16) not null,
  id varchar(64) not null,
  kind varchar(16) not null,
  region varchar(64) not null,
  family varchar(64) not null,
  commitment_nanos bigint not null,
  begins_at bigint not null,
  ends_at bigint not null,
  primary key (tenant_id, account_id, id)
);

create table savings_plan_rates (
  tenant_id binary(16) not null,
  account_id binary(16) not null,
  plan_id varchar(64) not null,
  region varchar(64) not null,
  product varchar(128) not null,
  nanos bigint not null,
  primary key (tenant_id, account_id, plan_id, region, product)
);

-- When they were read. Without `read_at` they are not known; with a problem, the last try failed.
create table savings_plan_reads (
  tenant_id binary(16) not null,
  account_id binary(16) not null,
  read_at bigint,
  asked_at bigint not null,
  problem varchar(32) not null,
  primary key (tenant_id, account_id)
);
