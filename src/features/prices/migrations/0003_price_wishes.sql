-- Prices of what there is not yet: of types that somebody has looked at to change a server to. They
-- are read as the others are, until then.
create table price_wishes (
  region varchar(64) not null,
  product varchar(128) not null,
  until_at bigint not null,
  primary key (region, product)
);
