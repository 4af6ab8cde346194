-- "What was done to this server": an id of AWS's is looked for without its account and region.
create index operation_targets_by_id on operation_targets (tenant_id, resource, operation_id);
