-- When a process that carries out operations last wrote that it is alive: one row, id 1. Of the
-- install, not of a tenant.
create table heartbeat (
  id bigint not null primary key,
  beaten_at bigint not null
);

-- When none of them was alive.
create table outages (
  began_at bigint not null primary key,
  ended_at bigint not null
);
