-- Mails on their way, and what has become of them. `content` is sealed, and is taken away once that
-- is decided: a link in it opens the panel to whoever reads it.
create table mails (
  tenant_id binary(16) not null,
  id binary(16) not null,
  kind varchar(40) not null,
  recipient varchar(254) not null,
  subject varchar(500) not null,
  content longblob,
  made_by longtext not null,
  created_at bigint not null,
  useless_at bigint not null,
  state varchar(16) not null,
  due_at bigint not null,
  attempts bigint not null,
  lease_holder varchar(40) not null,
  lease_until bigint not null,
  said longtext not null,
  transcript longtext not null,
  decided_at bigint,
  primary key (tenant_id, id)
);
create index mails_by_due on mails (state, due_at);
create index mails_by_time on mails (tenant_id, state, created_at);
