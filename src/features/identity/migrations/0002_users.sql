-- People of the install. `totp_tenant` is whose data key sealed the TOTP secret. `totp_step` is the
-- last step whose code was used, so that none is used twice.
create table users (
  id binary(16) not null,
  email varchar(254) not null,
  name varchar(400) not null,
  language varchar(8) not null,
  zone varchar(64) not null,
  password_hash varchar(128) not null,
  totp_secret longblob,
  totp_tenant binary(16),
  totp_step bigint not null,
  created_at bigint not null,
  password_changed_at bigint not null,
  primary key (id)
);
create unique index users_by_email on users (email);

-- Secrets that were offered and not proved yet.
create table totp_offers (
  user_id binary(16) not null,
  tenant_id binary(16) not null,
  secret longblob not null,
  created_at bigint not null,
  primary key (user_id)
);

-- Codes for those who lost their authenticator; each works once and is then deleted.
create table recovery_codes (
  user_id binary(16) not null,
  code_hash binary(32) not null,
  primary key (user_id, code_hash)
);

create table memberships (
  tenant_id binary(16) not null,
  user_id binary(16) not null,
  role varchar(16) not null,
  since bigint not null,
  primary key (tenant_id, user_id)
);
create index memberships_by_user on memberships (user_id);

-- A browser that is logged in, working in one tenant.
create table sessions (
  id binary(16) not null,
  token_hash binary(32) not null,
  user_id binary(16) not null,
  tenant_id binary(16) not null,
  created_at bigint not null,
  seen_at bigint not null,
  address varchar(64) not null,
  agent varchar(400) not null,
  primary key (id)
);
create unique index sessions_by_token on sessions (token_hash);
create index sessions_by_user on sessions (user_id);

-- Where people logged in from: those places are not held up by strangers who guess passwords.
create table known_addresses (
  user_id binary(16) not null,
  address varchar(64) not null,
  at bigint not null,
  primary key (user_id, address)
);

-- Bearer tokens of programs. They act as their owner with at most `role`.
create table api_tokens (
  tenant_id binary(16) not null,
  id binary(16) not null,
  token_hash binary(32) not null,
  user_id binary(16) not null,
  name varchar(400) not null,
  role varchar(16) not null,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint,
  primary key (tenant_id, id)
);
create unique index api_tokens_by_token on api_tokens (token_hash);

-- Links that work once: an invitation into a tenant, a new password.
create table links (
  tenant_id binary(16) not null,
  id binary(16) not null,
  token_hash binary(32) not null,
  purpose varchar(16) not null,
  email varchar(254) not null,
  role varchar(16),
  made_by longtext not null,
  created_at bigint not null,
  expires_at bigint not null,
  primary key (tenant_id, id)
);
create unique index links_by_token on links (token_hash);
