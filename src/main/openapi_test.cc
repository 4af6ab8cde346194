// api/openapi.yaml is the contract: every route of the program stands in it, and nothing else.
#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "main/about_routes.h"
#include "main/clock_routes.h"
#include "main/metrics_routes.h"
#include "main/move_desk.h"
#include "main/sweep_routes.h"
#include "platform/runtime/simulated_loop.h"
#include "platform/sql/engine.h"

namespace mirante {
namespace {

/// Nothing is sent here.
class NoTransport final : public http::Transport {
 public:
  Task<void> send(const http::ClientRequest&, http::AnswerSink&, bool*) override {
    throw Failure(ErrorKind::unavailable, "there is no network");
  }
};

std::set<std::string> routes_of_the_program() {
  SimulatedLoop loop(*parse_iso8601("2026-03-02T10:00:00Z"));
  SeededRng rng(1);
  const auto db = sql::open_memory(loop, all_migrations());
  NoTransport transport;
  vault::Vault vault(crypto::MasterKeys::in_memory(rng), rng);
  BlockingPool hashing{{.threads = 0}};
  Rooms rooms({.db = *db,
               .loop = loop,
               .rng = rng,
               .transport = transport,
               .vault = vault,
               .hashing = hashing},
              {});
  http::Router router;
  rooms.add_routes(router);
  add_sweep_routes(router, rooms.operations());
  add_about_routes(router, rooms, {});
  add_clock_routes(router, rooms, false);
  http::RequestMeter requests;
  add_metrics_routes(router, rooms, requests, "1");
  MoveDesk desk;
  add_move_routes(router, desk, {}, loop, hashing, rng);
  std::set<std::string> routes;
  for (const auto& route : router.routes())
    routes.insert(std::string(http::to_string(route.verb)) + " " + route.pattern);
  return routes;
}

/// Each route, and what the file says of it. Paths stand two columns in, verbs four, as the file's
/// style has it.
std::map<std::string, std::string> contract() {
  std::ifstream file("api/openapi.yaml");
  const std::regex path("^  (/[^:]*):$"), verb("^    (get|post|put|patch|delete):$");
  std::map<std::string, std::string> routes;
  std::string line, current, of_all_verbs, *said = &of_all_verbs;
  while (std::getline(file, line) && line != "components:") {
    std::smatch found;
    if (std::regex_match(line, found, path)) {
      current = found[1];
      of_all_verbs.clear();
      said = &of_all_verbs;
    } else if (std::regex_match(line, found, verb)) {
      std::string name = found[1];
      for (auto& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      said = &routes[name + " " + current];
      *said = of_all_verbs;
    } else {
      *said += line + "\n";
    }
  }
  return routes;
}

std::set<std::string> routes_of_the_contract() {
  std::set<std::string> routes;
  for (const auto& [route, said] : contract()) routes.insert(route);
  return routes;
}

/// What makes something and takes no key, and why.
const std::set<std::string> creations_without_a_key{
    // Nobody is known yet whose key it would be, and the answer is a session.
    "POST /api/v1/set-up", "POST /api/v1/session", "POST /api/v1/links/join",
    // Takes the place of the one before, which nobody has proved.
    "POST /api/v1/me/authenticator"};

TEST(OpenApi, HasEveryRouteOfTheProgramAndNoOther) {
  const auto contract = routes_of_the_contract();

  EXPECT_GT(contract.size(), 30);
  EXPECT_THAT(contract, ::testing::ContainerEq(routes_of_the_program()));
}

TEST(OpenApi, NamesTheIdempotencyKeyForEverythingThatIsMade) {
  std::set<std::string> without_a_key;
  for (const auto& [route, said] : contract())
    if (route.starts_with("POST ") && said.contains("'201':") &&
        !said.contains("parameters/IdempotencyKey"))
      without_a_key.insert(route);

  EXPECT_THAT(without_a_key, ::testing::ContainerEq(creations_without_a_key));
  EXPECT_THAT(contract()["POST /api/v1/accounts/shared-role"],
              ::testing::HasSubstr("parameters/IdempotencyKey"));
}

}  // namespace
}  // namespace mirante
