-- `events` holds only what waits for its number; then it moves here, where rows are only ever added
-- at the end. With both in one table each event was written twice in three places.
create table numbered_events (
  number bigint not null primary key,
  tenant_id binary(16) not null,
  kind varchar(100) not null,
  body longtext not null,
  numbered_at bigint not null
);
create index numbered_events_of_tenant on numbered_events (tenant_id, number);
insert into numbered_events (number, tenant_id, kind, body, numbered_at)
  select number, tenant_id, kind, body, numbered_at from events where number is not null;
delete from events where number is not null;
drop index events_by_number on events;
drop index events_by_tenant on events;
alter table events drop column number;
alter table events drop column numbered_at;
