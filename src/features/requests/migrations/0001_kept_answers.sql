-- Answers to requests that came with a key of their own (Idempotency-Key). `key_hash` is of who asked
-- and the key, `request_hash` of what was asked. Without `answer`: it is still being carried out, or
-- the process died meanwhile.
create table kept_answers (
  tenant_id binary(16) not null,
  key_hash binary(32) not null,
  id binary(16) not null,
  request_hash binary(32) not null,
  answer longblob,
  asked_at bigint not null,
  primary key (tenant_id, key_hash)
);
create index kept_answers_by_time on kept_answers (asked_at);
