// The stream over a real socket.
#include "features/live/routes.h"

#include <nlohmann/json.hpp>

#include "platform/events/sequencer.h"
#include "platform/http/testing/http_bench.h"
#include "platform/sql/engine.h"

namespace mirante::live {
namespace {

using namespace std::chrono_literals;
using http::testing::Begun;
using http::testing::RawClient;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class LiveRoutes : public http::testing::HttpBench {
 protected:
  LiveRoutes() {
    add_routes(router, services);
    http = std::make_unique<http::HttpServer>(loop, http::ServerConfig{},
                                              http::routed(router, who_asks));
    port = http->listen_tcp("127.0.0.1", 0);
  }
  void happen(std::string kind = "operation.ended") {
    run(db->write([&](sql::Tx& tx) { events::append(tx, tenant, kind, {{"operation", "op_1"}}); }));
  }
  /// What a reader hears until the mark, or until the server closes.
  Begun<std::string> reader(const std::string& target, std::string mark, std::string headers = "") {
    auto text = "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
    return Begun<std::string>(pool.run(loop, [to = port, text = std::move(text), mark] {
      RawClient raw(to);
      raw.send(text);
      return mark.empty() ? raw.read_to_end() : raw.read_until(mark);
    }));
  }
  std::string heard(Begun<std::string>& reader) {
    run_until([&] { return reader.is_done(); });
    return reader.take();
  }

  const TenantId tenant{{1}};
  PermissionSet permissions = all_permissions();
  std::unique_ptr<sql::Database> db = sql::open_memory(loop, {events::migrations()});
  events::Waker news{loop};
  events::Sequencer sequencer{*db, loop, Id16{1}, news};
  Hub hub{*db, loop, news};
  Streams streams{{.of_person = 2}};
  LiveServices services{.db = *db, .loop = loop, .hub = hub, .streams = streams};
  http::ContextMaker who_asks = [this](const http::Request&,
                                       const http::Peer&) -> Task<http::Asker> {
    co_return http::Asker{
        .context = {.tenant = tenant,
                    .actor = {.kind = Actor::Kind::user, .id = "us_ana", .name = "ana"},
                    .permissions = permissions}};
  };
  http::Router router;
  std::unique_ptr<http::HttpServer> http;
  Begun<void> numbering{sequencer.run()}, handing_on{hub.run()};
};

TEST_F(LiveRoutes, TellsWhatHappensAsItHappens) {
  auto first = reader("/api/v1/events", "op_1\"}\n\n");
  run_until([&] { return hub.listeners() == 1; });

  happen();
  const auto text = heard(first);

  EXPECT_THAT(text,
              AllOf(StartsWith("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream"),
                    HasSubstr("\r\nX-Accel-Buffering: no\r\n"), HasSubstr("id: 0\nevent: hello\n"),
                    EndsWith("id: 1\ndata: {\"event\":\"operation.ended\","
                             "\"operation\":\"op_1\"}\n\n")));
  run_until([&] { return hub.listeners() == 0 && streams.count() == 0; });
}

TEST_F(LiveRoutes, ResumesByHeaderAndByAddress) {
  for (int i = 0; i < 3; ++i) happen();
  run_until([&] { return run(db->read([](auto& s) { return events::newest(s); })) == 3; });

  auto by_header = reader("/api/v1/events?after=0", "id: 3\n", "Last-Event-ID: 2\r\n");
  EXPECT_THAT(heard(by_header), AllOf(Not(HasSubstr("hello")), Not(HasSubstr("id: 2\n"))));
  auto by_address = reader("/api/v1/events?after=1", "id: 3\n");
  EXPECT_THAT(heard(by_address), HasSubstr("id: 2\n"));
}

TEST_F(LiveRoutes, RefusesAPlaceThatIsNoneAndSaysWhatToDo) {
  auto request = get("/api/v1/events");
  request.headers.emplace_back("Last-Event-ID", "yesterday");

  const auto refused = fetch(request);
  const auto by_address = fetch(get("/api/v1/events?after=-1"));

  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(Json::parse(refused.text).at("field"), "Last-Event-ID");
  EXPECT_THAT(refused.text, HasSubstr("leave it out"));
  EXPECT_EQ(Json::parse(by_address.text).at("field"), "after");
  EXPECT_EQ(streams.count(), 0U);
}

TEST_F(LiveRoutes, TellsWhoHasTooManyOpen) {
  auto first = reader("/api/v1/events", "never"), second = reader("/api/v1/events", "never");
  run_until([&] { return hub.listeners() == 2; });

  const auto refused = fetch(get("/api/v1/events"));

  EXPECT_EQ(Json::parse(refused.text).at("code"), "events.too_many");
  EXPECT_EQ(refused.status / 100, 4);
  run(http->stop(5s));
  EXPECT_THAT(heard(first) + heard(second), HasSubstr("hello"));
}

TEST_F(LiveRoutes, NeedsThePermissionToSeeOperations) {
  permissions.reset(static_cast<std::size_t>(Permission::operation_read));

  EXPECT_EQ(fetch(get("/api/v1/events")).status, 403);
}

TEST_F(LiveRoutes, AStopOfTheServerEndsStreamsAtOnce) {
  auto first = reader("/api/v1/events", "");
  run_until([&] { return hub.listeners() == 1; });

  const Begun<void> stop(http->stop(24h));
  run_until([&] { return stop.is_done(); });

  EXPECT_THAT(heard(first), Not(HasSubstr(RawClient::no_end)));
  EXPECT_EQ(streams.count(), 0U);
}

}  // namespace
}  // namespace mirante::live
