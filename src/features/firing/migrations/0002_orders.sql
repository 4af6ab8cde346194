-- A fire whose groups take turns: which there are, at which it is, and what must be seen before the next.
create table fire_orders (
  tenant_id binary(16) not null,
  schedule_id binary(16) not null,
  due_at bigint not null,
  version bigint not null,
  is_open bigint not null,
  document longtext not null,
  primary key (tenant_id, schedule_id, due_at, version)
);
create index fire_orders_open on fire_orders (tenant_id, schedule_id, is_open);
