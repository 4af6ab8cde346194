-- The chain of each tenant: what was done or refused, by whom. Rows are only ever added.
create table audit_records (
  tenant_id binary(16) not null,
  seq bigint not null,
  previous binary(32) not null,
  hash binary(32) not null,
  content longtext not null,
  primary key (tenant_id, seq)
);

-- Where each chain ends. Writers lock this row, so that a chain never forks.
create table audit_heads (
  tenant_id binary(16) not null,
  seq bigint not null,
  hash binary(32) not null,
  primary key (tenant_id)
);
