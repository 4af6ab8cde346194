-- Each tenant's own keys, sealed by a master key. The newest number seals; all of them open.
create table data_keys (
  tenant_id binary(16) not null,
  number bigint not null,
  master_key_id varchar(40) not null,
  wrapped varbinary(200) not null,
  created_at bigint not null,
  primary key (tenant_id, number)
);
create index data_keys_by_master_key on data_keys (master_key_id);
