-- Ids of the customers and accounts that a member, or whoever takes an invitation, is limited to;
-- null: none, the whole tenant.
alter table memberships add column limits longtext;
alter table links add column limits longtext;
