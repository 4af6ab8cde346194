-- What lists sort by and search in, made from the rest of the row when it is written (listing.h).
-- Rows of before are written anew by the next sweep, as their format is old. Until then, and where
-- an account cannot be swept, they have nearly the same: found by name and address, sorted without
-- regard to numbers.
alter table resources add column name_key varchar(100) not null default '';
alter table resources add column search varchar(290) not null default '';
alter table resources add column launched_at bigint;
update resources set format = 0,
  name_key = lower(substr(case when name = '' then id else name end, 1, 100)),
  search = lower(substr(
    replace(replace('{name} {summary}', '{name}', substr(name, 1, 100)), '{summary}', summary), 1, 290));
-- All that a list of many counts, filters and sorts by, so that it reads whole rows of one page only.
create index resources_listed on resources (
  tenant_id, kind, gone_at, account_id, region, state, type, name_key, id, search, launched_at,
  changed_at, observed_at
);
