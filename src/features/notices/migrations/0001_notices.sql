-- Who was told what by mail: once for each kind ("stop", "fire", "preflight"), schedule, due instant
-- and receiver.
create table told (
  tenant_id binary(16) not null,
  schedule_id binary(16) not null,
  due_at bigint not null,
  kind varchar(16) not null,
  receiver varchar(254) not null,
  told_at bigint not null,
  primary key (tenant_id, schedule_id, due_at, kind, receiver)
);
create index told_by_due on told (due_at);

-- Links of notices that keep servers on until `until_at`, each once. `servers` is JSON.
create table leave_on_links (
  tenant_id binary(16) not null,
  id binary(16) not null,
  token_hash binary(32) not null,
  schedule_id binary(16) not null,
  due_at bigint not null,
  receiver varchar(254) not null,
  language varchar(8) not null,
  choice varchar(16) not null,
  until_at bigint not null,
  servers longtext not null,
  expires_at bigint not null,
  primary key (tenant_id, id)
);
create unique index leave_on_links_by_token on leave_on_links (token_hash);
create index leave_on_links_by_end on leave_on_links (expires_at);

-- Checks hours before a fire: wanted ("waiting") or made ("done"). `problems` is JSON.
create table preflights (
  tenant_id binary(16) not null,
  schedule_id binary(16) not null,
  due_at bigint not null,
  version bigint not null,
  state varchar(16) not null,
  checked_at bigint,
  problems longtext not null,
  primary key (tenant_id, schedule_id, due_at)
);
create index preflights_by_state on preflights (state, due_at);
create index preflights_by_due on preflights (due_at);
