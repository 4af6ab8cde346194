// /metrics over the whole set of rooms, read by a parser that takes nothing but the format
// (Prometheus text exposition 0.0.4), and /readyz when work stands still.
#include <gmock/gmock.h>

#include <regex>
#include <set>

#include "main/testing/panel.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

using Samples = std::map<std::string, double>;

/// What is wrong ends in an exception with the line.
class StrictParser {
 public:
  Samples read(const std::string& text) {
    must(text.ends_with('\n'), "the end");
    std::size_t begin = 0;
    for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
      line(text.substr(begin, end - begin));
      begin = end + 1;
    }
    end_family();
    return samples_;
  }

 private:
  static void must(bool holds, const std::string& what) {
    if (!holds) throw std::runtime_error("wrong: " + what);
  }
  void line(const std::string& text) {
    static const std::regex help("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) [^\n]+");
    static const std::regex type("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)");
    const std::string name_of_one = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    const std::string label = R"re([a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*")re";
    static const std::regex sample("(" + name_of_one + R"re()(\{)re" + label + "(?:," + label +
                                   R"re()*\})? (-?[0-9]+(?:\.[0-9]+)?))re");
    std::smatch found;
    if (std::regex_match(text, found, help)) {
      end_family();
      family_ = found[1];
      must(families_.insert(family_).second, "a second " + family_);
      type_.clear();
    } else if (std::regex_match(text, found, type)) {
      must(found[1] == family_ && type_.empty(), text);
      type_ = found[2];
      must(type_ != "counter" || family_.ends_with("_total"), "a counter's name: " + text);
    } else if (std::regex_match(text, found, sample)) {
      must(!type_.empty(), "a sample before its type: " + text);
      const std::string name = found[1],
                        suffix = name.substr(std::min(family_.size(), name.size()));
      must(name.starts_with(family_), "a sample of another family: " + text);
      must(type_ == "histogram" ? suffix == "_bucket" || suffix == "_sum" || suffix == "_count"
                                : suffix.empty(),
           text);
      must(samples_.emplace(name + found[2].str(), std::stod(found[3])).second, "twice: " + text);
      if (type_ == "histogram") bucket(suffix, found[2], std::stod(found[3]), text);
    } else {
      must(false, text);
    }
  }
  void bucket(const std::string& suffix, const std::string& labels, double value,
              const std::string& text) {
    if (suffix == "_bucket") {
      must(value >= last_bucket_, "a bucket below the last: " + text);
      last_bucket_ = value;
      is_open_ = true;
      has_infinite_ = labels.ends_with("le=\"+Inf\"}");
    } else if (suffix == "_count") {
      must(has_infinite_ && value == last_bucket_, "a count that is not the last bucket: " + text);
      last_bucket_ = 0;
      is_open_ = has_infinite_ = false;
    }
  }
  void end_family() { must(!is_open_, "a histogram without its count"); }

  std::set<std::string> families_;
  std::string family_, type_;
  double last_bucket_ = 0;
  bool is_open_ = false, has_infinite_ = false;
  Samples samples_;
};

class Metrics : public testing::PanelTest {
 protected:
  Metrics() : PanelTest({.version = "1.2\"3", .sweeps_by_itself = true}) {}

  testing::Answer ask(const std::string& target, PermissionSet permissions = all_permissions()) {
    return PanelTest::ask(as(first, permissions), "GET", target);
  }
  Samples read() {
    const auto response = ask("/metrics");
    EXPECT_EQ(response.status, 200) << response.body;
    return StrictParser().read(response.body);
  }
};

TEST_F(Metrics, AreReadByAStrictParser) {
  ask("/api/v1/servers");
  ask("/api/v1/servers/i-1?account=x");
  ask("/nowhere");
  ask("/api/v1/usage", {});
  const auto samples = read();

  EXPECT_THAT(samples, Contains(Pair("mirante_build_info{version=\"1.2\\\"3\"}", 1)));
  const std::string of = "mirante_http_requests_total{method=\"GET\",route=\"";
  EXPECT_THAT(samples, Contains(Pair(of + "/api/v1/servers\",status=\"200\"}", 1)));
  EXPECT_THAT(samples, Contains(Key(::testing::StartsWith(of + "/api/v1/servers/{id}\""))));
  EXPECT_THAT(samples, Contains(Pair(of + "none\",status=\"404\"}", 1)));
  EXPECT_THAT(samples, Contains(Pair(of + "/api/v1/usage\",status=\"403\"}", 1)));
  EXPECT_THAT(samples, Contains(Pair("mirante_http_request_duration_seconds_count{method=\"GET\","
                                     "route=\"/api/v1/servers\"}",
                                     1)));
  EXPECT_THAT(samples, Contains(Pair("mirante_events_streams", 0)));
  EXPECT_THAT(samples, Contains(Pair("mirante_store_writes_waiting", 0)));
  EXPECT_GT(samples.at("process_resident_memory_bytes"), 1'000'000);
  EXPECT_GT(samples.at("process_open_fds"), 2);
  EXPECT_EQ(samples.at("process_start_time_seconds"), 1772445600);
  // Nothing is due, which is not the same as late by nothing.
  EXPECT_THAT(samples, Not(Contains(Key("mirante_operations_lateness_seconds"))));
  EXPECT_THAT(samples, Not(Contains(Key("mirante_sweeps_oldest_reading_seconds"))));
}

TEST_F(Metrics, TellNoCompanysName) {
  write([&](sql::Tx& tx) {
    tx.exec("insert into tenants (id, ordinal, name, created_at) values (?, 1, 'Aurora', 0)",
            first);
  });
  ask("/api/v1/servers");
  const auto text = ask("/metrics").body;

  EXPECT_THAT(text, Not(HasSubstr("Aurora")));
  EXPECT_THAT(text, Not(HasSubstr(first.text())));
}

TEST_F(Metrics, AreForThoseWhoRunTheInstallation) {
  auto all_but = all_permissions();
  all_but.reset(static_cast<std::size_t>(Permission::install_manage));

  EXPECT_EQ(ask("/metrics", all_but).status, 403);
}

TEST_F(Metrics, AreShownForTheirTokenWhichOpensNothingElse) {
  const std::string token(24, 'm');
  const auto make = with_metrics_token(
      [](const http::Request&, const http::Peer&) -> Task<http::Asker> {
        co_return http::Asker{.context = anonymous()};
      },
      first, token);
  const auto who = [&](const std::string& target, const std::string& shown) {
    const auto request =
        or_throw(http::parse_request("GET", target, {{"Authorization", shown}}, ""));
    return loop.run(make(request, {})).context;
  };

  EXPECT_TRUE(who("/metrics", "Bearer " + token).may(Permission::install_manage));
  EXPECT_EQ(who("/metrics", "Bearer " + token).permissions.count(), 1U);
  EXPECT_TRUE(who("/metrics", "Bearer " + token + "m").is_anonymous());
  EXPECT_TRUE(who("/metrics", "").is_anonymous());
  EXPECT_TRUE(who("/api/v1/doctor", "Bearer " + token).is_anonymous());
  EXPECT_THROW(static_cast<void>(with_metrics_token(make, first, "short")), Failure);
}

TEST_F(Metrics, ReadinessFailsWhenNothingCarriesOperationsOut) {
  write([&](sql::Tx& tx) {
    operations::insert(tx,
                       {.tenant = first,
                        .id = OperationId::make(loop.clock(), rng),
                        .kind = "servers.stop",
                        .version = 1,
                        .requested_at = loop.clock().now()},
                       {}, tx.now());
  });
  EXPECT_EQ(ask("/readyz").status, 200);
  EXPECT_THAT(read(), Contains(Pair("mirante_operations_running{kind=\"servers.stop\"}", 1)));

  loop.advance(6min);

  const auto late = ask("/readyz");
  EXPECT_EQ(late.status, 503);
  EXPECT_EQ(Json::parse(late.body).at("code"), "ready.operations_late");
  EXPECT_THAT(read(), Contains(Key("mirante_operations_lateness_seconds")));
}

TEST_F(Metrics, ReadinessFailsWhenNoScheduleIsFired) {
  write([&](sql::Tx& tx) {
    const auto insert = [&](const char* name, std::int64_t due_at, std::int64_t is_paused) {
      tx.exec(
          "insert into schedules (tenant_id, id, version, name, search, is_paused, document, "
          "targets, settings, approved, created_at, updated_at, updated_by, due_at, handled_until) "
          "values (?, ?, 1, ?, ?, ?, '{}', '{}', '{}', '[]', 0, 0, '', ?, 0)",
          first, schedules::ScheduleId::make(loop.clock(), rng), std::string_view(name),
          std::string_view(name), is_paused, due_at);
    };
    const auto now = to_micros(loop.clock().now());
    insert("due", now + 60'000'000, 0);
    insert("just changed", 0, 0);
    insert("paused", now - 60'000'000, 1);
  });
  loop.advance(6min);
  EXPECT_EQ(ask("/readyz").status, 200);
  loop.advance(1min);

  EXPECT_EQ(Json::parse(ask("/readyz").body).at("code"), "ready.schedules_late");
  EXPECT_EQ(read().at("mirante_schedules_lateness_seconds"), 360);
  const auto doctor = Json::parse(ask("/api/v1/doctor").body)["findings"];
  EXPECT_THAT(doctor.dump(), HasSubstr("a schedule should have fired 6 minutes ago"));
}

TEST_F(Metrics, ReadinessFailsWhenNothingIsSweptAndNotForWhatFellDueBefore) {
  const auto long_ago = loop.clock().now() - 24h;
  write([&](sql::Tx& tx) {
    tx.exec("insert into sweep_schedule (tenant_id, account_id, due_at) values (?, ?, ?)", first,
            AccountId::make(loop.clock(), rng), long_ago);
  });
  EXPECT_EQ(ask("/readyz").status, 200);

  loop.advance(14min);
  EXPECT_EQ(ask("/readyz").status, 200);
  loop.advance(2min);

  EXPECT_EQ(Json::parse(ask("/readyz").body).at("code"), "ready.sweeps_late");
  EXPECT_EQ(read().at("mirante_sweeps_lateness_seconds"), 960);
}

}  // namespace
}  // namespace mirante
