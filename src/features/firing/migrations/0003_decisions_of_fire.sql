-- What one fire decided, among thousands that are due at the same instant.
create index decisions_of_fire on decisions (tenant_id, schedule_id, at);
