-- An id of AWS's is one resource almost always: operation_targets_by_id finds what this one found.
drop index operation_targets_by_resource on operation_targets;
