#include "features/servers/show_servers.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/accounts/reachable_store.h"
#include "features/inventory/resource_store.h"
#include "features/operations/operation_json.h"
#include "features/operations/operation_store.h"
#include "features/operations/visible.h"
#include "features/servers/listed.h"
#include "features/servers/server_csv.h"
#include "features/servers/server_json.h"
#include "features/servers/stored_server.h"

namespace mirante::servers {
namespace {

constexpr int operations_max = 20;
constexpr int csv_page = 5'000;  // Rows read at once.

/// What the process remembers before it reads.
struct KnownLists {
  inventory::SharedImage image;
  std::size_t rows_max = 0;
};

struct ServerList {
  Json json;
  inventory::SharedImage image;
};

ServerList read_list(sql::Snapshot& snapshot, const CallContext& ctx, const ListServersWish& wish,
                     const LookAhead& look_ahead, const KnownLists& known) {
  const auto asked = asked_of(snapshot, ctx, inventory::instance_kind, wish);
  Json json{{"servers", Json::array()}, {"states", Json::object()}, {"total", 0}};
  if (asked.is_of_nothing) {
    json["read"] = json["unknown"] = Json::array();
    return {.json = std::move(json), .image = known.image};
  }
  json.update(
      coverage_json(inventory::coverage(snapshot, ctx.tenant, asked.filter), asked.accounts));
  auto answer = inventory::answer_list(snapshot, ctx.tenant, known.image, asked.filter, asked.page,
                                       known.rows_max);
  put_counts(json, answer.counts, asked);
  const auto& listing = answer.listing;
  const Surroundings surroundings(snapshot, ctx.tenant);
  for (const auto& server : listing.resources)
    json["servers"].push_back(to_json(server, surroundings.beside(server.ref, asked.accounts)));
  put_ahead(json["servers"], snapshot, ctx, listing.resources, look_ahead);
  if (listing.next) json["next"] = place_of(*listing.next);
  return {.json = std::move(json), .image = std::move(answer.image)};
}

std::string read_csv(sql::Snapshot& snapshot, const CallContext& ctx, const ListServersWish& wish,
                     CsvForm form) {
  auto asked = asked_of(snapshot, ctx, inventory::instance_kind, wish);
  asked.page.limit = csv_page;
  asked.page.offset = 0;
  asked.page.after.reset();
  CsvWriter csv(form.separator);
  write_server_head(csv, form.language);
  if (asked.is_of_nothing) return csv.text();
  const Surroundings surroundings(snapshot, ctx.tenant);
  do {
    auto listing = inventory::page(snapshot, ctx.tenant, asked.filter, asked.page);
    for (const auto& server : listing.resources)
      write_server(csv, to_json(server, surroundings.beside(server.ref, asked.accounts)));
    asked.page.after = std::move(listing.next);
  } while (asked.page.after);
  return csv.text();
}

/// What is known of the volumes that the server's document names.
Json volumes_of(sql::Snapshot& snapshot, TenantId tenant, const inventory::Resource& server,
                const Json& document) {
  Json volumes = Json::array();
  for (const auto& mapping : document.value("BlockDeviceMappings", Json::array())) {
    const auto id = mapping.value("Ebs", Json::object()).value("VolumeId", "");
    const auto volume = inventory::find(
        snapshot, tenant,
        {.account = server.ref.account, .region = server.ref.region, .kind = "volume", .id = id});
    if (!volume || volume->gone_at) continue;
    Json json{{"id", id}, {"type", volume->type.empty() ? Json() : Json(volume->type)}};
    put_from_summary(json, *volume, {"size_gib", "encrypted", "kms_key", "iops", "throughput"});
    volumes.push_back(std::move(json));
  }
  return volumes;
}

Json read_one(sql::Snapshot& snapshot, const CallContext& ctx, const ServerRef& ref) {
  const auto server = find_server(snapshot, ctx, ref, "id");
  const auto accounts = load_accounts(snapshot, ctx.tenant);
  const Surroundings surroundings(snapshot, ctx.tenant);
  auto json = to_json(server, surroundings.beside(server.ref, accounts));
  json["first_seen_at"] = to_iso8601(server.first_seen_at);
  json["document"] = inventory::document_of(server);
  json["volumes"] = volumes_of(snapshot, ctx.tenant, server, json["document"]);
  json["versions"] = versions_json(snapshot, ctx, server.ref);
  const auto target = target_of(server);
  json["operations"] = operations::summaries_json(
      snapshot, ctx, operations::visible_operations_of(snapshot, ctx, target, operations_max));
  const bool was_stopped = was_stopped_before(snapshot, ctx.tenant, target);
  json["was_stopped_before"] = was_stopped;
  json["first_stop_losses"] = was_stopped ? Json::array() : first_stop_losses_json(server);
  return json;
}

}  // namespace

Task<Json> list_servers(ServersServices& services, CallContext ctx, ListServersWish wish) {
  require(ctx, Permission::server_read);
  const std::string kind(inventory::instance_kind);
  const KnownLists known{.image = services.lists.find(ctx.tenant, kind),
                         .rows_max = services.lists.rows_max()};
  auto list = co_await services.db.read([&](sql::Snapshot& snapshot) {
    return read_list(snapshot, ctx, wish, services.look_ahead, known);
  });
  services.lists.keep(ctx.tenant, kind, std::move(list.image));
  co_return std::move(list.json);
}

Task<std::string> list_servers_as_csv(ServersServices& services, CallContext ctx,
                                      ListServersWish wish, CsvForm csv) {
  require(ctx, Permission::server_read);
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_csv(snapshot, ctx, wish, csv); });
}

Task<Json> show_server(ServersServices& services, CallContext ctx, ServerRef ref) {
  require(ctx, Permission::server_read);
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_one(snapshot, ctx, ref); });
}

}  // namespace mirante::servers
