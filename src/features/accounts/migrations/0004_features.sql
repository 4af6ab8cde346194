-- What somebody chose to let the panel do: "see,switch" and others, in order. Until now everybody was
-- asked for these two, or did not say.
alter table accounts add column features varchar(100) not null default 'see,switch';
alter table shared_roles add column features varchar(100) not null default 'see,switch';
