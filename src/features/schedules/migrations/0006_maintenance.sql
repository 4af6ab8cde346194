-- Servers that are to run for a time, so that somebody can work on them. `targets`: JSON, as of a
-- schedule. Ended early: `ends_at` is moved; one that had not begun is gone.
create table maintenance_windows (
  tenant_id binary(16) not null,
  id binary(16) not null,
  begins_at bigint not null,
  ends_at bigint not null,
  reason longtext not null,
  targets longtext not null,
  made_by varchar(255) not null,
  primary key (tenant_id, id)
);
create index maintenance_windows_by_end on maintenance_windows (tenant_id, ends_at);
