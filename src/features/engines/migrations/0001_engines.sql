-- Processes that carry out operations and look at accounts, by the store's time. Of the install,
-- not of a tenant.
create table engines (
  id varchar(64) not null primary key,
  began_at bigint not null,
  seen_at bigint not null
);
