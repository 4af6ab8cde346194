#include "tests/simulation/seeds/people.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mirante::simulation {
namespace {

using namespace std::chrono_literals;

/// While everything works nothing is refused.
Json must(const Reply& reply, std::string_view what) {
  if (reply.status >= 300)
    throw Failure(ErrorKind::internal,
                  fmt::format("{}: {} {}", what, reply.status, reply.body.dump()));
  return reply.body;
}

Json calendar_json(const CalendarSpec& calendar, std::size_t number) {
  auto dates = Json::array();
  for (const auto& [day, until] : calendar) {
    dates.push_back({{"date", to_iso8601(Instant(day)).substr(0, 10)}, {"name", "Feriado"}});
    if (until != whole_day)
      dates.back()["until"] = fmt::format("{:02}:{:02}", until / 60, until % 60);
  }
  return {{"name", number == 0 ? "Folgas" : "Manhãs"}, {"dates", dates}};
}

}  // namespace

std::string_view name_of(Act::What what) {
  constexpr std::string_view names[] = {"override", "cancel_overrides", "freeze", "lift_freezes",
                                        "pause",    "resume",           "edit",   "run_now",
                                        "switch",   "foreign_switch"};
  return names[static_cast<std::size_t>(what)];
}

Span Done::when() const {
  // One who is held for long may still do it; nobody waits for longer than this.
  return {.from = began, .to = ended.value_or(began + 45min)};
}

void People::set_up() {
  fleet_.start(0);
  fleet_.loop().run(set_up_in(*fleet_.process(0)));
}

Task<void> People::set_up_in(PanelProcess& process) {
  const auto credentials = fleet_.world().credentials();
  for (const auto& account : credentials["accounts"]) {
    const auto id = account["id"].get<std::string>();
    const auto server = std::ranges::find(scenario_.servers, id, &ServerSpec::account);
    if (server == scenario_.servers.end()) continue;  // The panel's own.
    const Json body{{"name", account["name"]},
                    {"connection", "keys"},
                    {"customer", "Cliente"},
                    {"access_key_id", account["admin"]["access_key_id"]},
                    {"secret_access_key", account["admin"]["secret_access_key"]}};
    must(co_await process.ask(tenant(server->tenant), "POST", "/api/v1/accounts", body), "connect");
  }
  co_await sweep(process);
  servers_.resize(scenario_.servers.size());
  for (int number = 0; number < scenario_.tenants; ++number) {
    std::vector<std::string> kinds{"servers"};
    if (std::ranges::any_of(scenario_.servers, &ServerSpec::is_database))
      kinds.emplace_back("databases");
    for (const auto& kind : kinds) {
      const auto found =
          must(co_await process.ask(tenant(number), "GET", "/api/v1/" + kind + "?limit=500"), kind);
      for (const auto& one : found[kind]) {
        const auto place = std::stoul(one["name"].get<std::string>().substr(1));
        servers_[place] = {.id = one["id"], .account = one["account"]};
        ids_[one["id"]] = place;
      }
    }
  }
  if (ids_.size() != servers_.size())
    throw Failure(ErrorKind::internal, "the panel does not know all servers");
  co_await make_schedules(process);
}

Task<void> People::make_schedules(PanelProcess& process) {
  for (int number = 0; number < scenario_.tenants; ++number) {
    auto& ids = calendars_.emplace_back();
    for (const auto& calendar : scenario_.calendars[static_cast<std::size_t>(number)])
      ids.push_back(must(co_await process.ask(tenant(number), "POST", "/api/v1/calendars",
                                              calendar_json(calendar, ids.size())),
                         "calendar")["id"]);
  }
  for (const auto& slot : scenario_.slots) {
    const auto body =
        to_json(scenario_.specs[slot.first], calendars_[static_cast<std::size_t>(slot.tenant)]);
    must(co_await process.ask(tenant(slot.tenant), "POST", "/api/v1/schedules", body), "schedule");
  }
}

Task<void> People::sweep(PanelProcess& process) {
  for (int number = 0; number < scenario_.tenants; ++number) {
    const Json body{{"regions", {"sa-east-1", "us-east-1"}}};
    auto operation =
        must(co_await process.ask(tenant(number), "POST", "/api/v1/sweeps", body), "sweep");
    while (operation["state"] == "running") {
      co_await sleep_for(process.loop(), 5s);
      operation =
          must(co_await process.ask(tenant(number), "GET",
                                    "/api/v1/operations/" + operation["id"].get<std::string>()),
               "sweep");
    }
  }
}

void People::tidy_up() {
  auto* process = fleet_.process(0);
  auto resume = [&]() -> Task<void> {
    for (int number = 0; number < scenario_.tenants; ++number) {
      done_.push_back({.act = {.what = Act::What::resume_all, .at = fleet_.now(), .tenant = number},
                       .began = fleet_.now(),
                       .ended = {}});
      co_await carry_out(*process, done_.back());
    }
    co_await sweep(*process);
  };
  fleet_.loop().run(resume());
}

void People::plan_acts() {
  for (const auto& act : scenario_.acts) fleet_.at(act.at, [this, &act] { begin(act); });
}

void People::begin(const Act& act) {
  fleet_.tell(fmt::format("{} by tenant {}", name_of(act.what), act.tenant));
  done_.push_back({.act = act, .began = fleet_.now(), .ended = {}});
  if (act.what == Act::What::foreign_switch) {
    switch_in_console(act);
    done_.back().ended = fleet_.now();
    done_.back().status = 200;
    return;
  }
  PanelProcess* process = nullptr;
  for (int i = 0; process == nullptr && i < fleet_.size(); ++i)
    process = fleet_.process(static_cast<int>(++turn_ % static_cast<std::uint64_t>(fleet_.size())));
  if (process != nullptr) {
    process->visit(carry_out(*process, done_.back()));
  } else {
    done_.back().ended = fleet_.now();
    done_.back().status = 404;  // Nobody answered, and nothing was done.
  }
}

Task<void> People::carry_out(PanelProcess& process, Done& done) {
  done.status = co_await act_in(process, done.act);
  done.ended = fleet_.now();
  fleet_.tell(fmt::format("  {}: {}", name_of(done.act.what), done.status));
}

Task<int> People::act_in(PanelProcess& process, const Act& act) {
  using What = Act::What;
  const auto who = tenant(act.tenant);
  const auto* state = act.doing == Doing::start ? "running" : "stopped";
  switch (act.what) {
    case What::override_servers: {
      if (act.servers.empty()) co_return 404;
      const Json body{{"servers", servers_json(act.servers, "server")},
                      {"until", to_iso8601(act.until)},
                      {"state", state},
                      {"reason", "entrega"}};
      co_return (co_await process.ask(who, "POST", "/api/v1/overrides", body)).status;
    }
    case What::cancel_overrides: co_return co_await delete_all(process, act.tenant, "overrides");
    case What::freeze: {
      const Json body{{"end", to_iso8601(act.until)}, {"reason", "fechamento"}};
      co_return (co_await process.ask(who, "POST", "/api/v1/freezes", body)).status;
    }
    case What::lift_freezes: co_return co_await delete_all(process, act.tenant, "freezes");
    case What::pause_all: {
      const Json body{{"scope", "everything"}, {"reason", "incidente"}};
      co_return (co_await process.ask(who, "POST", "/api/v1/pauses", body)).status;
    }
    case What::resume_all:
      co_return (
          co_await process.ask(who, "DELETE", "/api/v1/pauses?scope=everything&reason=resolvido"))
          .status;
    case What::replace: co_return co_await replace(process, act);
    case What::run_now: co_return co_await run_now(process, act);
    case What::switch_servers: {
      if (act.servers.empty()) co_return 404;
      std::vector<std::size_t> servers, databases;
      for (const auto one : act.servers)
        (scenario_.servers[one].is_database ? databases : servers).push_back(one);
      int worst = 0;
      if (!servers.empty()) worst = co_await switch_some(process, act, std::move(servers));
      if (!databases.empty())
        worst = std::max(worst, co_await switch_some(process, act, std::move(databases)));
      co_return worst;
    }
    case What::foreign_switch: break;
  }
  co_return 404;
}

namespace {

/// The schedule of this slot, whatever its version.
const Json* find_slot(const Json& list, std::size_t slot) {
  const auto prefix = fmt::format("p{} ", slot);
  for (const auto& one : list["schedules"])
    if (one["name"].get<std::string>().starts_with(prefix)) return &one;
  return nullptr;
}

}  // namespace

Task<int> People::replace(PanelProcess& process, const Act& act) {
  const auto list = co_await process.ask(tenant(act.tenant), "GET", "/api/v1/schedules");
  if (list.status != 200) co_return 404;
  const auto* found = find_slot(list.body, act.slot);
  if (found == nullptr) co_return 404;
  const auto body =
      to_json(scenario_.specs[act.spec], calendars_[static_cast<std::size_t>(act.tenant)]);
  const auto tag = fmt::format("\"{}\"", (*found)["version"].get<std::int64_t>());
  co_return (co_await process.ask(tenant(act.tenant), "PUT",
                                  "/api/v1/schedules/" + (*found)["id"].get<std::string>(), body,
                                  {{"If-Match", tag}}))
      .status;
}

/// Servers alone, or databases alone.
Task<int> People::switch_some(PanelProcess& process, const Act& act,
                              std::vector<std::size_t> servers) {
  const std::string kind = scenario_.servers[servers.front()].is_database ? "databases" : "servers";
  Json body{{kind, servers_json(servers, "id")}};
  if (act.doing == Doing::stop && kind == "servers") body["accept_losses"] = true;
  const auto path = "/api/v1/" + kind + (act.doing == Doing::start ? "/start" : "/stop");
  co_return (co_await process.ask(tenant(act.tenant), "POST", path, body)).status;
}

Task<int> People::run_now(PanelProcess& process, const Act& act) {
  const auto list = co_await process.ask(tenant(act.tenant), "GET", "/api/v1/schedules");
  if (list.status != 200) co_return 404;
  const auto* found = find_slot(list.body, act.slot);
  if (found == nullptr) co_return 404;
  co_return (
      co_await process.ask(tenant(act.tenant), "POST",
                           "/api/v1/schedules/" + (*found)["id"].get<std::string>() + "/run-now"))
      .status;
}

/// Unsure if one of them is.
Task<int> People::delete_all(PanelProcess& process, int number, std::string what) {
  const auto list = co_await process.ask(tenant(number), "GET", "/api/v1/" + what);
  if (list.status != 200) co_return 404;
  int worst = 200;
  for (const auto& one : list.body[what])
    worst = std::max(worst,
                     (co_await process.ask(tenant(number), "DELETE",
                                           "/api/v1/" + what + "/" + one["id"].get<std::string>()))
                         .status);
  co_return worst;
}

void People::switch_in_console(const Act& act) {
  for (const auto server : act.servers) {
    const auto& spec = scenario_.servers[server];
    const std::string what = act.doing == Doing::start ? "Start" : "Stop";
    Json body{{"account", spec.account}, {"region", spec.region}};
    if (spec.is_database) {
      body["service"] = "rds";
      body["action"] = what + "DBInstance";
      body["parameters"] = {{"DBInstanceIdentifier", spec.name}};
    } else {
      body["action"] = what + "Instances";
      body["parameters"] = {{"InstanceId", Json::array({servers_[server].id})}};
    }
    const auto answer = fleet_.world().handle(
        {.method = "POST", .target = "/_simcloud/calls", .headers = {}, .body = body.dump()},
        fleet_.now());
    if (answer.status != 200) throw Failure(ErrorKind::internal, "console: " + answer.body);
  }
}

Json People::servers_json(const std::vector<std::size_t>& servers, const char* id) const {
  auto json = Json::array();
  for (const auto server : servers)
    json.push_back({{id, servers_[server].id},
                    {"account", servers_[server].account},
                    {"region", scenario_.servers[server].region}});
  return json;
}

}  // namespace mirante::simulation
