#include "features/resizing/resize_servers.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "features/operations/operation_store.h"
#include "features/operations/request.h"
#include "features/operations/show_operation.h"
#include "features/policy/policy_store.h"
#include "features/prices/price_json.h"
#include "features/prices/price_store.h"
#include "features/prices/price_wishes.h"
#include "features/resizing/aws_types.h"
#include "features/resizing/resize_kind.h"
#include "features/servers/listed.h"
#include "features/servers/stored_server.h"

namespace mirante::resizing {
namespace {

constexpr std::size_t compared_max = 60;  // Types whose prices are read for one look.

void must_be_some(const ResizeRequest& request) {
  if (request.servers.empty()) throw wrong_field("servers", "name at least one server");
  if (request.servers.size() > operations::targets_max)
    throw wrong_field("servers", "one operation takes at most " +
                                     std::to_string(operations::targets_max) + " servers");
}

operations::RequestDraft draft_of(sql::Snapshot& snapshot, const CallContext& ctx,
                                  const ResizeRequest& request) {
  operations::RequestDraft draft{.kind = std::string(resize_kind),
                                 .params = to_json(request.wish),
                                 .idempotency_key = request.idempotency_key,
                                 .despite_pause = request.despite_pause};
  for (const auto& server : servers::find_servers(snapshot, ctx, request.servers)) {
    draft.targets.push_back(servers::target_of(server));
    draft.names[servers::target_of(server)] = server.name;
  }
  return draft;
}

void refuse(Json& json, const Error& error) {
  json["verdict"] = "refused";
  json["reason_code"] = error.code;
  json["reason"] = error.message;
}

/// By all rules but those that need AWS's description of the types.
void judge(Json& json, const inventory::Resource& server, const ResizeRequest& request,
           const servers::OwnServer& own) {
  if (server.type == request.wish.type) {
    json["verdict"] = "already";
    return;
  }
  auto facts = servers::stored_facts(server);
  if (!servers::is_ending(facts)) facts.state = "running";
  const auto stop = servers::plan_stop(server.ref.id, facts, {.accepts_all_losses = true}, own);
  if (!stop) return refuse(json, stop.error());
  if (const auto why = unchangeable(machine_of(inventory::document_of(server))))
    return refuse(json, *why);
  if (server.state == "running" && !json["was_stopped_before"].get<bool>())
    json["losses"] = servers::first_stop_losses_json(server);
}

Json read_plan(sql::Snapshot& snapshot, const ResizingServices& services, const CallContext& ctx,
               const ResizeRequest& request) {
  const auto found = servers::find_servers(snapshot, ctx, request.servers);
  std::vector<operations::TargetRef> targets;
  for (const auto& server : found) targets.push_back(servers::target_of(server));
  const auto things = operations::things_of(snapshot, ctx.tenant, services.servers.spine, targets);
  const auto brakes = policy::load_brakes(snapshot, ctx.tenant, things);
  const policy::Wish asked{.action = policy::Action::stop,
                           .asked_by = ctx.actor.kind,
                           .despite_pause = request.despite_pause};
  const auto accounts = servers::load_accounts(snapshot, ctx.tenant);
  const servers::Surroundings surroundings(snapshot, ctx.tenant);
  Json json{{"kind", resize_kind},
            {"targets", Json::array()},
            {"not_judged", {"permission", "type", "capacity"}}};
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto& server = found[i];
    const auto beside = surroundings.beside(server.ref, accounts);
    Json one{{"id", server.ref.id},
             {"account", server.ref.account.text()},
             {"region", server.ref.region.value},
             {"name", server.name.empty() ? Json() : Json(server.name)},
             {"state", server.state.empty() ? Json() : Json(server.state)},
             {"observed_at", to_iso8601(server.observed_at)},
             {"verdict", "will"},
             {"warnings", Json::array()},
             {"losses", Json::array()},
             {"was_stopped_before", servers::was_stopped_before(snapshot, ctx.tenant, targets[i])}};
    if (beside.account != nullptr) one["account_name"] = beside.account->name;
    if (const auto refusal = policy::decide(brakes, asked, things[i]))
      refuse(one, *refusal);
    else
      judge(one, server, request, services.own_server);
    if (beside.operation && one["verdict"] == "will")
      one["warnings"].push_back({{"code", "operation.waits"},
                                 {"text", "operation " + beside.operation->text() +
                                              " is changing it; this would wait for its end"}});
    json["targets"].push_back(std::move(one));
  }
  return json;
}

/// Smallest first, as people look for the next larger or smaller one.
bool is_smaller(const ServerType& a, const ServerType& b) {
  return std::tie(a.memory_mib, a.vcpus, a.name) < std::tie(b.memory_mib, b.vcpus, b.name);
}

/// How far apart two types are to whoever compares their prices: the family, then the memory.
double distance(const ServerType& present, const ServerType& other) {
  const auto times =
      static_cast<double>(*other.memory_mib) / static_cast<double>(*present.memory_mib);
  const bool is_family = family_of(other.name) == family_of(present.name);
  return (is_family ? 0.0 : 10.0) + std::abs(std::log2(times));
}

/// Of what fits the types whose prices people compare: present ones, not much smaller or larger.
std::vector<std::string> comparable(const std::vector<ServerType>& fitting,
                                    const ServerType& present) {
  if (!present.memory_mib) return {present.name};
  std::vector<std::pair<double, std::string>> near;
  for (const auto& type : fitting)
    if (type.name == present.name ||
        (type.is_current && type.memory_mib && *type.memory_mib * 4 >= *present.memory_mib &&
         *type.memory_mib <= *present.memory_mib * 4))
      near.emplace_back(distance(present, type), type.name);
  std::ranges::sort(near);
  if (near.size() > compared_max) near.resize(compared_max);
  std::vector<std::string> names;
  for (auto& [far, name] : near) names.push_back(std::move(name));
  return names;
}

}  // namespace

Task<Json> resize_servers(ResizingServices& services, CallContext ctx, ResizeRequest request) {
  require(ctx, Permission::server_switch);
  must_be_some(request);
  const auto asked = co_await services.servers.db.write([&](sql::Tx& tx) {
    return operations::request(tx, ctx, services.servers.spine, draft_of(tx, ctx, request));
  });
  co_return co_await operations::show_operation(services.servers.operations, ctx, {.id = asked.id});
}

Task<Json> plan_resize_of(ResizingServices& services, CallContext ctx, ResizeRequest request) {
  require(ctx, Permission::server_switch);
  must_be_some(request);
  co_return co_await services.servers.db.read(
      [&](sql::Snapshot& snapshot) { return read_plan(snapshot, services, ctx, request); });
}

Task<Json> show_types(ResizingServices& services, CallContext ctx, servers::ServerRef ref) {
  require(ctx, Permission::server_read);
  const auto server = co_await services.servers.db.read(
      [&](sql::Snapshot& snapshot) { return servers::find_server(snapshot, ctx, ref, "id"); });
  const auto machine = machine_of(inventory::document_of(server));
  auto [types, offered] = co_await read_offer(services.client, services.access, ctx,
                                              inventory::part_of(server.ref), machine);
  std::ranges::sort(types, is_smaller);
  const auto present = std::ranges::find(types, machine.type, &ServerType::name);
  const auto summary = Json::parse(server.summary);
  const auto platform = summary.value("platform", ""), tenancy = summary.value("tenancy", "");
  const auto forbidden = unchangeable(machine);
  std::vector<ServerType> fitting;
  Json json{{"server", server.ref.id}, {"type", machine.type}, {"types", Json::array()}};
  if (forbidden) refuse(json, *forbidden);
  for (const auto& type : types) {
    const auto described = to_json(type);
    Json one{{"name", type.name},
             {"vcpus", described["vcpus"]},
             {"memory_mib", described["memory_mib"]},
             {"architecture", machine.architecture},
             {"is_current", type.is_current},
             {"is_burstable", type.is_burstable},
             {"has_instance_store", type.has_instance_store},
             {"verdict", "fits"},
             {"cautions",
              present == types.end() ? std::vector<std::string>() : cautions(*present, type)}};
    auto why = unfit(machine, type);
    if (!why && !offered.contains(type.name)) why = not_in_zone(machine, type.name);
    if (why) refuse(one, *why);
    if (!why) fitting.push_back(type);
    json["types"].push_back(std::move(one));
  }
  const auto compared =
      present == types.end() ? std::vector<std::string>() : comparable(fitting, *present);
  const auto now = services.servers.loop.clock().now();
  const auto book = co_await services.servers.db.write([&](sql::Tx& tx) {
    prices::wish_for(tx, server.ref.region, compared, platform, tenancy, now);
    return prices::load_prices(tx);
  });
  for (auto& one : json["types"])
    one["price"] = prices::to_json(
        book.of_server(server.ref.region, one["name"].get<std::string>(), platform, tenancy));
  co_return json;
}

}  // namespace mirante::resizing
