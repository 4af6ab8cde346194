-- Where the peers of bench/p1.py keep what they have read: the panel's tables of resources and
-- documents (src/features/inventory/migrations), in SQLite's words.
create table resources (
  tenant_id blob not null,
  kind text not null,
  account_id blob not null,
  region text not null,
  id text not null,
  name text not null,
  state text not null,
  type text not null,
  zone text not null,
  tags text not null,
  summary text not null,
  chunk integer not null,
  place integer not null,
  body_size integer not null,
  ephemeral_size integer not null,
  hash blob not null,
  format integer not null,
  observed_at integer not null,
  changed_at integer not null,
  first_seen_at integer not null,
  name_key text not null,
  search text not null,
  launched_at integer,
  version integer not null,
  gone_at integer,
  primary key (tenant_id, kind, account_id, region, id)
);
create table resource_chunks (
  tenant_id blob not null,
  kind text not null,
  account_id blob not null,
  region text not null,
  number integer not null,
  documents blob not null,
  primary key (tenant_id, kind, account_id, region, number)
);
