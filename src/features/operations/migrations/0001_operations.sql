-- One row per operation or job. `fence` grows with each claim; only the holder of the lease, by the
-- store's own time, may write to a running operation.
create table operations (
  tenant_id binary(16) not null,
  id binary(16) not null,
  kind varchar(64) not null,
  version bigint not null,
  params longtext not null,
  despite_pause longtext not null,
  by_kind varchar(16) not null,
  by_id varchar(255) not null,
  by_name varchar(255) not null,
  idempotency_key varchar(191) not null,
  request_hash varchar(64) not null,
  requested_at bigint not null,
  finished_at bigint,
  state varchar(16) not null,
  reason_code varchar(191) not null,
  reason longtext not null,
  done bigint not null,
  total bigint not null,
  cancel_at bigint,
  cancel_by varchar(255) not null,
  lead_account binary(16) not null,
  due_at bigint not null,
  lease_holder varchar(64) not null,
  lease_until bigint not null,
  fence bigint not null,
  tries bigint not null,
  primary key (tenant_id, id)
);
create unique index operations_by_key on operations (tenant_id, idempotency_key);
create index operations_due on operations (state, tenant_id, lead_account, due_at);

-- What an operation is about, and how each of its targets stands.
create table operation_targets (
  tenant_id binary(16) not null,
  operation_id binary(16) not null,
  ordinal bigint not null,
  account_id binary(16) not null,
  region varchar(64) not null,
  resource varchar(191) not null,
  outcome varchar(16) not null,
  reason_code varchar(191) not null,
  reason longtext not null,
  observed_state varchar(64) not null,
  observed_at bigint,
  request_ids longtext not null,
  losses longtext not null,
  primary key (tenant_id, operation_id, ordinal)
);
create index operation_targets_by_resource
  on operation_targets (tenant_id, account_id, region, resource, operation_id);
create index operation_targets_pending on operation_targets (tenant_id, outcome, account_id);

-- What was intended, answered and seen. Rows are only ever added.
create table journal (
  tenant_id binary(16) not null,
  operation_id binary(16) not null,
  seq bigint not null,
  at bigint not null,
  fence bigint not null,
  what varchar(16) not null,
  step varchar(64) not null,
  attempt bigint not null,
  token varchar(128) not null,
  request_id varchar(128) not null,
  body longtext not null,
  each_target longtext not null,
  primary key (tenant_id, operation_id, seq)
);

-- Which operation is changing a resource now: one at a time.
create table operation_claims (
  tenant_id binary(16) not null,
  account_id binary(16) not null,
  region varchar(64) not null,
  resource varchar(191) not null,
  operation_id binary(16) not null,
  claimed_at bigint not null,
  primary key (tenant_id, account_id, region, resource)
);
create index operation_claims_by_operation on operation_claims (tenant_id, operation_id);
