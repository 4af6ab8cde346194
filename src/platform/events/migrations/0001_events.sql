-- What happened. `arrival` grows in the order of inserting, but becomes visible in the order of
-- committing; `number` is given afterwards, without gaps, in an order in which nothing ever appears
-- before something that was already seen.
create table events (
  arrival bigint auto_number primary key,
  number bigint,
  tenant_id binary(16) not null,
  kind varchar(100) not null,
  body longtext not null,
  numbered_at bigint
);
create unique index events_by_number on events (number);
create index events_by_tenant on events (tenant_id, number);

-- One row: who numbers, until when, and up to where events were numbered and thrown away.
create table event_numbers (
  id bigint not null primary key,
  holder binary(16) not null,
  lease_until bigint not null,
  last_number bigint not null,
  dropped_to bigint not null
);
insert into event_numbers (id, holder, lease_until, last_number, dropped_to)
  values (1, x'00000000000000000000000000000000', 0, 0, 0);

-- How far each reader has come.
create table event_cursors (
  reader varchar(100) not null primary key,
  number bigint not null,
  moved_at bigint not null
);
