#include "platform/sql/testing/store_suite.h"

#include "platform/sql/testing/test_mariadb.h"

namespace mirante::sql::testing {

std::string name_of(EngineKind kind) {
  switch (kind) {
    case EngineKind::sqlite: return "sqlite";
    case EngineKind::mariadb: return "mariadb";
  }
  return "unknown";
}

std::unique_ptr<Engine> open_empty(EngineKind kind, std::vector<Migrations> rooms) {
  auto engine = kind == EngineKind::sqlite
                    ? open_sqlite({.path = ":memory:", .running = Running::inline_})
                    : open_mariadb(TestMariadb::shared().fresh_database());
  engine->migrate(rooms);
  return engine;
}

}  // namespace mirante::sql::testing
