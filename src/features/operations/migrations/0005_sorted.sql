-- The list in the other orders that it has.
create index operations_by_kind on operations (tenant_id, kind, id);
create index operations_by_name on operations (tenant_id, by_name, id);
