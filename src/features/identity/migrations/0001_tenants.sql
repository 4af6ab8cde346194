-- The companies that own data in this install. `ordinal` 1 is the one that was made at first start.
create table tenants (
  id binary(16) not null,
  ordinal bigint not null,
  name varchar(255) not null,
  created_at bigint not null,
  primary key (id)
);
create unique index tenants_by_ordinal on tenants (ordinal);

-- One row: how this install is called in AWS's logs.
create table install (
  id bigint not null,
  name varchar(64) not null,
  primary key (id)
);
