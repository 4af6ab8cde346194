-- How many AWS accounts of a tenant let the panel in together: a role of the same name with the same
-- external id in each of them. Made once for each tenant.
create table shared_roles (
  tenant_id binary(16) not null,
  name varchar(64) not null,
  external_id varchar(64) not null,
  created_at bigint not null,
  primary key (tenant_id)
);
