-- What people called a target when the operation was asked for: it may be renamed or gone since.
alter table operation_targets add column name varchar(256) not null default '';
