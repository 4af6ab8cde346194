-- Which schedule a request with an Idempotency-Key has made, and what it asked for.
create table schedule_keys (
  tenant_id binary(16) not null,
  request_key varchar(191) not null,
  content varchar(64) not null,
  schedule_id binary(16) not null,
  primary key (tenant_id, request_key)
);
