#include "features/inventory/card_store.h"

#include <algorithm>

#include "features/accounts/account_store.h"

namespace mirante::inventory {

std::string columns_of(Detail detail) {
  std::string columns =
      "r.account_id, r.region, r.kind, r.id, r.name, r.state, r.type, r.zone, r.tags, r.summary, "
      "r.observed_at, r.changed_at, r.first_seen_at, r.version, r.gone_at";
  if (detail == Detail::document) columns += ", r.chunk, r.place, r.body_size, r.ephemeral_size";
  return columns;
}

Resource read_resource(const sql::Row& row) {
  Resource resource{.ref = {.account = row.id<AccountId>(0),
                            .region = {row.text(1)},
                            .kind = row.text(2),
                            .id = row.text(3)},
                    .name = row.text(4),
                    .state = row.text(5),
                    .type = row.text(6),
                    .zone = row.text(7),
                    .tags = row.text(8),
                    .summary = row.text(9),
                    .observed_at = row.instant(10),
                    .changed_at = row.instant(11),
                    .first_seen_at = row.instant(12),
                    .version = row.integer(13),
                    .gone_at = row.maybe(14, &sql::Row::instant)};
  return resource;
}

void read_document(Resource& resource, const sql::Row& row, DocumentReader& documents) {
  auto document =
      documents.read(part_of(resource.ref), {.chunk = row.integer(card_column_count),
                                             .place = row.integer(card_column_count + 1),
                                             .body_size = row.integer(card_column_count + 2),
                                             .ephemeral_size = row.integer(card_column_count + 3)});
  resource.body = std::move(document.body);
  resource.ephemeral = std::move(document.ephemeral);
}

Ages ages_of(sql::Snapshot& snapshot, TenantId tenant, std::string_view kind) {
  Ages ages;
  for (const auto& row :
       snapshot.all("select account_id, region, observed_at from parts "
                    "where tenant_id = ? and kind = ? and observed_at is not null",
                    tenant, kind))
    ages.emplace(PlaceOfPart{row.id<AccountId>(0), Region{row.text(1)}}, row.instant(2));
  return ages;
}

void set_age(Resource& resource, const Ages& ages) {
  if (resource.gone_at) return;
  const auto found = ages.find({resource.ref.account, resource.ref.region});
  if (found != ages.end()) resource.observed_at = std::max(resource.observed_at, found->second);
}

std::set<AccountId> live_accounts(sql::Snapshot& snapshot, TenantId tenant) {
  std::set<AccountId> live;
  for (const auto& account : accounts::list(snapshot, tenant)) live.insert(account.id);
  return live;
}

}  // namespace mirante::inventory
