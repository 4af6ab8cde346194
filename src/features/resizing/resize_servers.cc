#include "features/resizing/resize_servers.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "features/operations/request.h"
#include "features/operations/show_operation.h"
#include "features/prices/price_json.h"
#include "features/prices/price_store.h"
#include "features/prices/price_wishes.h"
#include "features/resizing/aws_types.h"
#include "features/resizing/resize_kind.h"
#include "features/servers/planned_targets.h"
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

/// By all rules but those that need AWS's description of the types.
void judge(Json& target, const inventory::Resource& server, const ResizeRequest& request,
           const servers::OwnServer& own) {
  if (server.type == request.wish.type) {
    target["verdict"] = "already";
    return;
  }
  auto facts = servers::stored_facts(server);
  if (!servers::is_ending(facts)) facts.state = "running";
  const auto stop = servers::plan_stop(server.ref.id, facts, {.accepts_all_losses = true}, own);
  if (!stop) return servers::refuse_target(target, stop.error());
  if (const auto why = unchangeable(machine_of(inventory::document_of(server))))
    servers::refuse_target(target, *why);
}

Json read_plan(sql::Snapshot& snapshot, const ResizingServices& services, const CallContext& ctx,
               const ResizeRequest& request) {
  const servers::PlanQuestion question{.kind = std::string(resize_kind),
                                       .action = policy::Action::stop,
                                       .despite_pause = request.despite_pause,
                                       .not_judged = {"permission", "type", "capacity"},
                                       .always = {{"losses", Json::array()}}};
  return servers::plan_targets(snapshot, services.servers.spine, ctx, question,
                               servers::find_servers(snapshot, ctx, request.servers),
                               [&](Json& target, const inventory::Resource& server) {
                                 judge(target, server, request, services.own_server);
                                 if (target["verdict"] != "will" || server.state != "running")
                                   return;
                                 const bool was_stopped = servers::was_stopped_before(
                                     snapshot, ctx.tenant, servers::target_of(server));
                                 target["was_stopped_before"] = was_stopped;
                                 if (!was_stopped)
                                   target["losses"] = servers::first_stop_losses_json(server);
                               });
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
  auto machine = machine_of(inventory::document_of(server));
  auto [types, offered, strategy] = co_await read_offer(services.client, services.access, ctx,
                                                        inventory::part_of(server.ref), machine);
  machine.placement_strategy = strategy;
  std::ranges::sort(types, is_smaller);
  const auto present = std::ranges::find(types, machine.type, &ServerType::name);
  const auto summary = Json::parse(server.summary);
  const auto platform = summary.value("platform", ""), tenancy = summary.value("tenancy", "");
  const auto forbidden = unchangeable(machine);
  std::vector<ServerType> fitting;
  Json json{{"server", server.ref.id}, {"type", machine.type}, {"types", Json::array()}};
  if (forbidden) servers::refuse_target(json, *forbidden);
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
             {"cautions", present == types.end() ? std::vector<std::string>()
                                                 : cautions(machine, *present, type)}};
    auto why = unfit(machine, type);
    if (!why && !offered.contains(type.name)) why = not_in_zone(machine, type.name);
    if (why) servers::refuse_target(one, *why);
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
