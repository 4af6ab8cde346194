-- When the firing looks next whether AWS has started a database of the schedule by itself; null: it is
-- for no databases.
alter table schedules add column watch_at bigint;
-- What was stored before is looked at once, which says what holds for it.
update schedules set watch_at = 0;
create index schedules_watch on schedules (watch_at);
