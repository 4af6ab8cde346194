-- When a schedule is to be looked at ahead of its fires, for notices and checks. Small numbers count
-- its changes: it is to be looked at now.
alter table schedules add column ahead_at bigint not null default 0;
create index schedules_ahead on schedules (ahead_at);
