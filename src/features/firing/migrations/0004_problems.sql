-- Why a fire failed, in words for a person.
create table fire_problems (
  tenant_id binary(16) not null,
  schedule_id binary(16) not null,
  due_at bigint not null,
  version bigint not null,
  code varchar(128) not null,
  problem longtext not null,
  primary key (tenant_id, schedule_id, due_at, version)
);
