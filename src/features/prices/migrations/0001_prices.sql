-- What AWS's public price list says: the same for everybody, so it belongs to no tenant. `product` is
-- what the price is of (price.h). Without `nanos` the price is unknown, and `problem` says why; with
-- both the last reading failed, and the price is an older one.
create table prices (
  currency varchar(8) not null,
  region varchar(64) not null,
  product varchar(128) not null,
  nanos bigint,
  unit varchar(32) not null,
  sku varchar(64) not null,
  effective_at bigint,
  read_at bigint,
  asked_at bigint not null,
  problem varchar(32) not null,
  primary key (currency, region, product)
);

-- Whose turn it is to read prices: one process at a time.
create table price_turn (
  id bigint not null,
  until_at bigint not null,
  primary key (id)
);
