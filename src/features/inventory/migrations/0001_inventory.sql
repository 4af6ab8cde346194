-- The present version of each resource. Rows are written only when something changed; the age of
-- an unchanged one is its part's. The document lies in a chunk (below): `body_size` bytes at `place`,
-- then `ephemeral_size` bytes of what changes without meaning.
create table resources (
  tenant_id binary(16) not null,
  kind varchar(32) not null,
  account_id binary(16) not null,
  region varchar(64) not null,
  id varchar(128) not null,
  name varchar(256) not null,
  state varchar(64) not null,
  type varchar(64) not null,
  zone varchar(64) not null,
  tags longtext not null,
  summary longtext not null,
  chunk bigint not null,
  place bigint not null,
  body_size bigint not null,
  ephemeral_size bigint not null,
  hash varbinary(32) not null,
  format bigint not null,
  observed_at bigint not null,
  changed_at bigint not null,
  first_seen_at bigint not null,
  version bigint not null,
  gone_at bigint,
  primary key (tenant_id, kind, account_id, region, id)
);

-- What a resource was before: from when until when.
create table resource_versions (
  tenant_id binary(16) not null,
  kind varchar(32) not null,
  account_id binary(16) not null,
  region varchar(64) not null,
  id varchar(128) not null,
  version bigint not null,
  state varchar(64) not null,
  chunk bigint not null,
  place bigint not null,
  body_size bigint not null,
  valid_from bigint not null,
  valid_until bigint not null,
  primary key (tenant_id, kind, account_id, region, id, version)
);

-- Documents, many to a chunk and compressed together, as those of one kind are much alike (about
-- 15 times smaller). A chunk never changes; rows above point into it.
create table resource_chunks (
  tenant_id binary(16) not null,
  kind varchar(32) not null,
  account_id binary(16) not null,
  region varchar(64) not null,
  number bigint not null,
  documents longblob not null,
  primary key (tenant_id, kind, account_id, region, number)
);

-- One row per part. `revision` grows with every write to the part's resources; whoever writes them
-- locks this row first, so a sweep knows whether what it has in memory is still what is stored.
create table parts (
  tenant_id binary(16) not null,
  kind varchar(32) not null,
  account_id binary(16) not null,
  region varchar(64) not null,
  revision bigint not null,
  chunks bigint not null,
  observed_at bigint,
  count_seen bigint not null,
  attempted_at bigint,
  failure_cause varchar(16) not null,
  failure_code varchar(191) not null,
  failure_reason longtext not null,
  failure_action varchar(128) not null,
  failure_policy_line longtext not null,
  failing_since bigint,
  primary key (tenant_id, kind, account_id, region)
);

-- When each account is swept next. A collector takes an account by moving `due_at` on.
create table sweep_schedule (
  tenant_id binary(16) not null,
  account_id binary(16) not null,
  due_at bigint not null,
  primary key (tenant_id, account_id)
);
create index sweep_schedule_due on sweep_schedule (due_at);
