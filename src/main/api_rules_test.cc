// What the firing reads for some servers is what the whole rulebook says of them.
#include <gmock/gmock.h>

#include "features/schedules/rule_reader.h"
#include "features/schedules/schedule_store.h"
#include "main/testing/one_account.h"

namespace mirante {
namespace {

using ::testing::SizeIs;

class RulesApi : public testing::OneAccount {
 protected:
  Json place(std::size_t number) {
    const auto shown = get("/api/v1/servers")["servers"][number];
    return {{"account", shown["account"]}, {"region", "sa-east-1"}, {"server", shown["id"]}};
  }
  void make(const std::string& name, const Json& targets, const std::string& state = "active") {
    const Json draft{
        {"name", name},
        {"zone", "America/Sao_Paulo"},
        {"mode", "edges"},
        {"state", state},
        {"rules", {{{"window", {{"begin", "08:00"}, {"end", "19:00"}, {"days", "every_day"}}}}}},
        {"calendars", {{{"calendar", calendar}, {"effect", "skip_starts"}}}},
        {"targets", targets}};
    const auto answer = ask("POST", "/api/v1/schedules", draft);
    EXPECT_EQ(answer.status, 201) << answer.body;
  }
  void post(const std::string& path, const Json& body) {
    const auto answer = ask("POST", path, body);
    EXPECT_LT(answer.status, 300) << answer.body;
  }

  std::string calendar = "br-national";
};

TEST_F(RulesApi, AreTheSameForSomeServersAsForAll) {
  const auto made =
      ask("POST", "/api/v1/calendars",
          {{"name", "Da casa"}, {"dates", {{{"date", "2026-03-05"}, {"name", "Aniversário"}}}}});
  ASSERT_EQ(made.status, 201) << made.body;
  calendar = made.json["id"];
  const Json web{{"filter", {{"tags", {{{"key", "Papel"}, {"value", "web"}}}}}}};
  make("De todos", web);
  make("de todos", {{"filter", {{"tags", {{{"key", "Papel"}, {"value", "outro"}}}}}}});
  make("Primeiro", {{"servers", Json::array({place(0)})}});
  make("Dois", {{"servers", {place(0), place(1)}}});
  make("Terceiro", {{"servers", Json::array({place(2)})}});
  make("Parado", {{"servers", Json::array({place(0)})}}, "paused");
  auto both = web;
  both["servers"] = Json::array({place(1)});
  make("Ambos", both);
  const auto now = loop.clock().now();
  post("/api/v1/overrides", {{"servers", Json::array({place(1)})},
                             {"until", to_iso8601(now + std::chrono::hours(2))},
                             {"state", "running"},
                             {"reason", "fechamento"}});
  post("/api/v1/freezes", {{"end", to_iso8601(now + std::chrono::hours(1))}, {"reason", "obra"}});

  post("/api/v1/maintenance", {{"end", to_iso8601(now + std::chrono::hours(3))},
                               {"reason", "correções"},
                               {"targets", web}});

  loop.run(db->read([&](sql::Snapshot& snapshot) {
    const auto all = schedules::load_rulebook(snapshot, first, now);
    ASSERT_THAT(all.schedules, SizeIs(6));
    ASSERT_THAT(all.overrides, SizeIs(1));
    ASSERT_THAT(all.freezes, SizeIs(1));
    ASSERT_THAT(all.maintenance, SizeIs(1));
    schedules::RuleReader reader(snapshot, now);
    for (const auto& one : all.schedules) {
      SCOPED_TRACE(one.schedule.name);
      std::vector<inventory::Resource> servers, cards;
      for (auto& target : schedules::targets_of(snapshot, first, one.targets))
        servers.push_back(std::move(target.resource));
      const auto targets = reader.targets_of(one);
      for (const auto& target : targets) cards.push_back(target.resource);
      ASSERT_EQ(cards.size(), servers.size());

      auto whole = schedules::plan_of(snapshot, all, servers);
      const auto part = schedules::plan_of(snapshot, reader.rules_for(first, targets), cards);

      // Calendars that nothing asks for are left out.
      if (part.schedules.empty()) whole.calendars.clear();
      EXPECT_EQ(part, whole);
    }
  }));
}

}  // namespace
}  // namespace mirante
