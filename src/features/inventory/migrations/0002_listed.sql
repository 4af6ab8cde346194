-- What lists sort by and search in, made from the rest of the row when it is written (listing.h).
-- Rows of before have none of it until the next sweep writes them anew, as their format is old.
alter table resources add column name_key varchar(100) not null default '';
alter table resources add column search varchar(290) not null default '';
alter table resources add column launched_at bigint;
update resources set format = 0;
-- All that a list of many counts, filters and sorts by, so that it reads whole rows of one page only.
create index resources_listed on resources (
  tenant_id, kind, gone_at, account_id, region, state, type, name_key, id, search, launched_at,
  changed_at, observed_at
);
