-- `revision` grows with each change, so that nobody overwrites what they have not seen.
alter table customers add column revision bigint not null default 1;
alter table customers add column archived_at bigint;
