-- AWS accounts. `live_name` and `live_aws_account` are null once an account is removed (and while a
-- role was not proved yet), so that both may be used again.
create table accounts (
  tenant_id binary(16) not null,
  id binary(16) not null,
  name varchar(100) not null,
  live_name varchar(100),
  customer_id binary(16),
  state varchar(16) not null,
  connection varchar(16) not null,
  aws_account varchar(12) not null,
  live_aws_account varchar(12),
  role_arn varchar(700) not null,
  external_id varchar(64) not null,
  key_fingerprint varchar(64) not null,
  without_external_id longtext not null,
  sealed_keys longblob,
  created_at bigint not null,
  connected_at bigint,
  regions_read_at bigint,
  checked_at bigint,
  last_check longtext,
  removed_at bigint,
  revision bigint not null,
  primary key (tenant_id, id)
);
create unique index accounts_by_name on accounts (tenant_id, live_name);
create unique index accounts_by_aws_account on accounts (tenant_id, live_aws_account);

create table customers (
  tenant_id binary(16) not null,
  id binary(16) not null,
  name varchar(100) not null,
  primary key (tenant_id, id)
);
create unique index customers_by_name on customers (tenant_id, name);

create table account_regions (
  tenant_id binary(16) not null,
  account_id binary(16) not null,
  region varchar(64) not null,
  state varchar(16) not null,
  reason longtext not null,
  checked_at bigint not null,
  primary key (tenant_id, account_id, region)
);
