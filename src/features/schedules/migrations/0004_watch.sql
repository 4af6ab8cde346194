-- When the firing looks next whether AWS has started a database of the schedule by itself; null: it is
-- for no databases.
alter table schedules add column watch_at bigint;
create index schedules_watch on schedules (watch_at);
