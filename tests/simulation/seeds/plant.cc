#include "tests/simulation/seeds/plant.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "platform/aws/sigv4.h"
#include "simcloud/aws_ids.h"
#include "simcloud/cloud.h"

namespace mirante::simulation {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view names[] = {
    "lost_fire",      "doubled_fire",   "late_fire",       "doubled_call",     "repeated_unknown",
    "stop_by_nobody", "foreign_server", "untrue_success",  "ignored_override", "forgotten_override",
    "ignored_freeze", "ignored_pause",  "ignored_holiday", "ignored_fence",    "forgotten_enforce",
    "forgotten_keep", "ignored_end",    "mistaken_type",   "untrue_type",      "untrue_database",
    "mistaken_order", "ignored_gate"};

/// What the rows of some statement say in place of what they hold.
struct Lie {
  Plant plant;
  std::string_view statement;  // Part of it.
  std::string_view truth;      // Empty: there are no rows.
  std::string_view told = {};
};
constexpr Lie lies[] = {
    {Plant::ignored_override, "cancelled_at from overrides", ""},
    {Plant::ignored_freeze, "made_by from freezes", ""},
    {Plant::ignored_pause, "since from pauses", ""},
    {Plant::ignored_holiday, "document from calendars", "\"date\":\"2026", "\"date\":\"2019"},
    {Plant::forgotten_enforce, "watch_at from schedules", "\"enforce\"", "\"edges\""},
    {Plant::forgotten_keep, "watch_at from schedules", "\"keep_if_on\"", "\"edges\""},
    {Plant::ignored_end, "watch_at from schedules", "\"until\":\"2026", "\"until\":\"2036"},
    {Plant::mistaken_order, "watch_at from schedules", "\"tag\":\"ordem\"", "\"tag\":\"Name\""},
    {Plant::ignored_gate, "watch_at from schedules", "\"otherwise\":\"stop\"",
     "\"otherwise\":\"go_on\""},
    {Plant::mistaken_type, "watch_at from schedules", "\"t3.large\"", "\"t3.small\""},
};

constexpr std::string_view moves_on = "update schedules set handled_until = ?, due_at = ?";
constexpr std::string_view is_due = "due_at from schedules where due_at <= ?";
constexpr auto seen_later_by = 12min;

std::string with(std::string text, std::string_view truth, std::string_view told) {
  for (auto at = text.find(truth); at != std::string::npos; at = text.find(truth, at + told.size()))
    text.replace(at, truth.size(), told);
  return text;
}

sql::Row told(const sql::Row& row, const Lie& lie) {
  std::vector<sql::Row::Cell> cells;
  for (std::size_t i = 0; i < row.size(); ++i) {
    auto cell = row.cell(i);
    if (auto* text = std::get_if<std::string>(&cell)) *text = with(*text, lie.truth, lie.told);
    cells.push_back(std::move(cell));
  }
  return sql::Row(std::move(cells));
}

/// Reads by `read(statement, args, take)` what the defect lets through.
template <class Read>
void read_planted(Plant plant, std::string_view statement, sql::Args args,
                  const std::function<bool(const sql::Row&)>& take, Read read) {
  if (plant == Plant::late_fire && statement.find(is_due) != statement.npos) {
    std::vector<sql::Arg> later(args.begin(), args.end());
    const auto now = std::get<std::int64_t>(later.front().value());
    later.front() = sql::Arg(from_micros(now) - seen_later_by);
    return read(statement, sql::Args(later), take);
  }
  const auto* lie = std::ranges::find_if(lies, [&](const Lie& one) {
    return one.plant == plant && statement.find(one.statement) != statement.npos;
  });
  if (lie == std::end(lies)) return read(statement, args, take);
  if (lie->truth.empty()) return;
  const std::function<bool(const sql::Row&)> lying = [&](const sql::Row& row) {
    return take(told(row, *lie));
  };
  read(statement, args, lying);
}

Id16 id_in(const sql::Arg& arg) {
  Id16 id{};
  std::ranges::copy(std::get<sql::Bytes>(arg.value()).span, id.begin());
  return id;
}

/// An insert of one row or of many.
struct Insert {
  std::string of_one;     // The statement for one row.
  std::size_t width = 0;  // A row's arguments.

  explicit Insert(std::string_view statement) {
    const auto values = statement.find(" values (");
    of_one = statement.substr(0, statement.find(')', values) + 1);
    width = static_cast<std::size_t>(std::ranges::count(of_one, '?'));
  }
};

Id16 twin_of(Id16 id) {
  id.back() ^= 1U;
  return id;
}

/// "Action=StopInstances" and the like.
std::string_view switch_in(const http::ClientRequest& request) {
  for (const std::string_view action : {"StopInstances", "StartInstances", "RebootInstances"})
    if (request.body.starts_with("Action=" + std::string(action) + "&")) return action;
  return {};
}

class Unheard final : public http::AnswerSink {
 public:
  void head(int, const http::Headers&) override {}
  void body(std::string_view) override {}
};

/// Hears the whole answer before it tells it.
class Hasty final : public http::AnswerSink {
 public:
  Hasty(http::AnswerSink& sink, Plant plant) : sink_(sink), plant_(plant) {}
  void head(int status, const http::Headers& headers) override { sink_.head(status, headers); }
  void body(std::string_view piece) override { heard_ += piece; }
  void tell() {
    if (plant_ == Plant::untrue_database) {
      heard_ =
          with(std::move(heard_), ">starting</DBInstanceStatus>", ">available</DBInstanceStatus>");
      heard_ =
          with(std::move(heard_), ">stopping</DBInstanceStatus>", ">stopped</DBInstanceStatus>");
    } else if (plant_ == Plant::untrue_type) {
      heard_ = with(std::move(heard_), ">t3.medium</instanceType>", ">t3.large</instanceType>");
    } else {
      heard_ = with(std::move(heard_), "<name>pending</name>", "<name>running</name>");
      heard_ = with(std::move(heard_), "<name>stopping</name>", "<name>stopped</name>");
    }
    if (!heard_.empty()) sink_.body(heard_);
  }

 private:
  http::AnswerSink& sink_;
  const Plant plant_;
  std::string heard_;
};

}  // namespace

std::string_view name_of(Plant plant) { return names[static_cast<std::size_t>(plant)]; }

std::optional<Plant> parse_plant(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == std::end(names)) return std::nullopt;
  return static_cast<Plant>(found - std::begin(names));
}

void PlantedSnapshot::each(std::string_view statement, sql::Args args,
                           const std::function<bool(const sql::Row&)>& take) {
  read_planted(plant_, statement, args, take,
               [&](auto text, auto with, const auto& to) { inner_.each(text, with, to); });
}

void PlantedTx::each(std::string_view statement, sql::Args args,
                     const std::function<bool(const sql::Row&)>& take) {
  read_planted(plant_, statement, args, take,
               [&](auto text, auto with, const auto& to) { inner_.each(text, with, to); });
}

void PlantedTx::each_for_update(std::string_view statement, sql::Args args,
                                const std::function<bool(const sql::Row&)>& take) {
  read_planted(plant_, statement, args, take, [&](auto text, auto with, const auto& to) {
    inner_.each_for_update(text, with, to);
  });
}

std::int64_t PlantedTx::execute(std::string_view statement, sql::Args args) {
  if (plant_ == Plant::forgotten_override && statement.starts_with("insert into overrides"))
    return 1;
  if (plant_ == Plant::lost_fire) return execute_and_lose(statement, args);
  if (plant_ == Plant::doubled_fire) return execute_twice(statement, args);
  if (plant_ == Plant::ignored_fence) return execute_unfenced(statement, args);
  return inner_.execute(statement, args);
}

void PlantedTx::upsert(std::string_view table, std::span<const std::string_view> keys,
                       std::span<const std::string_view> others, sql::Args values) {
  if (!is_losing_) inner_.upsert(table, keys, others, values);
}

std::int64_t PlantedTx::execute_and_lose(std::string_view statement, sql::Args args) {
  if (statement.starts_with(moves_on)) {
    const auto changed = inner_.execute(statement, args);
    is_losing_ = changed == 1 && rng_.below(4) == 0;
    return changed;
  }
  return is_losing_ ? 1 : inner_.execute(statement, args);
}

std::int64_t PlantedTx::execute_twice(std::string_view statement, sql::Args args) {
  const auto changed = inner_.execute(statement, args);
  const bool is_request = statement.starts_with("insert into operations ");
  if (!is_request && !statement.starts_with("insert into operation_targets ")) return changed;
  const Insert insert(statement);
  for (std::size_t first = 0; first < args.size(); first += insert.width) {
    const auto row = args.subspan(first, insert.width);
    const auto id = id_in(row[1]);
    const bool is_fire =
        is_request && std::get<std::string_view>(row[6].value()) == std::string_view("schedule");
    if (is_fire) doubled_.insert(id);
    if (!doubled_.contains(id)) continue;
    std::vector<sql::Arg> again(row.begin(), row.end());
    const auto twin = twin_of(id);
    again[1] = sql::Arg(twin);
    std::string key;
    if (is_request) {
      key = std::string(std::get<std::string_view>(row[9].value())) + "/again";
      again[9] = sql::Arg(key);
    }
    inner_.execute(insert.of_one, again);
  }
  return changed;
}

/// Its numbers in the journal are free ones, as otherwise the journal's key would stop it.
std::int64_t PlantedTx::execute_unfenced(std::string_view statement, sql::Args args) {
  const auto text =
      with(std::string(statement), "fence = ? and lease_holder = ? and state = 'running'",
           "(fence = ? or 1 = 1) and (lease_holder = ? or 1 = 1)");
  if (!statement.starts_with("insert into journal")) return inner_.execute(text, args);
  std::vector<sql::Arg> numbered(args.begin(), args.end());
  for (auto seq = std::get<std::int64_t>(args[2].value());; ++seq) {
    numbered[2] = sql::Arg(seq);
    try {
      return inner_.execute(text, numbered);
    } catch (const Failure& failure) {
      if (failure.error().code != "sql.duplicate") throw;
    }
  }
}

Task<void> PlantedTransport::send(const http::ClientRequest& request, http::AnswerSink& sink,
                                  bool* sent) {
  if (plant_) return send_with_defect(request, sink, sent);
  return inner_.send(request, sink, sent);
}

Task<void> PlantedTransport::send_with_defect(const http::ClientRequest& request,
                                              http::AnswerSink& sink, bool* sent) {
  const auto action = switch_in(request);
  const bool is_untrue = plant_ == Plant::untrue_success || plant_ == Plant::untrue_type;
  const bool is_of_database =
      plant_ == Plant::untrue_database && request.body.starts_with("Action=DescribeDBInstances&");
  if ((is_untrue && request.body.starts_with("Action=DescribeInstances&")) || is_of_database) {
    Hasty hasty(sink, *plant_);
    co_await inner_.send(request, hasty, sent);
    hasty.tell();
    co_return;
  }
  if (plant_ == Plant::stop_by_nobody && action.empty() && rng_.below(40) == 0)
    switch_some("StopInstances", "");
  if (plant_ == Plant::foreign_server && !action.empty() && action != "RebootInstances")
    switch_some(action, http::header_text(request.headers, "Authorization"));
  std::optional<Error> error;
  try {
    co_await inner_.send(request, sink, sent);
  } catch (const Failure& failure) {
    error = failure.error();
  }
  if (error) {
    if (plant_ == Plant::repeated_unknown && error->code == "http.lost") {
      error->code = "http.not_sent";
      if (sent != nullptr) *sent = false;
    }
    throw Failure(*error);
  }
  Unheard unheard;
  if (plant_ == Plant::doubled_call && !action.empty()) co_await inner_.send(request, unheard);
}

void PlantedTransport::switch_some(std::string_view action, std::string_view but_signed_by) {
  std::vector<std::pair<const simcloud::Place*, std::uint64_t>> servers;
  const auto& cloud = world_.cloud();
  const auto credentials = world_.credentials();
  const auto admin_of = [&](const simcloud::Place& place) {
    const auto& id = cloud.accounts[place.account].id;
    const auto& all = credentials["accounts"];
    return *std::ranges::find_if(all, [&](const Json& one) { return one["id"] == id; });
  };
  for (const auto& account : cloud.accounts)
    for (const auto& place : account.places)
      if (place)
        for (const auto& [id, server] : place->instances) servers.emplace_back(place.get(), id);
  std::erase_if(servers, [&](const auto& one) {
    const auto key = admin_of(*one.first)["admin"]["access_key_id"].template get<std::string>();
    return !but_signed_by.empty() && but_signed_by.find(key) != but_signed_by.npos;
  });
  if (servers.empty()) return;
  const auto& [place, id] = servers[rng_.below(servers.size())];
  const auto keys = admin_of(*place)["admin"];
  const std::string region(simcloud::region_facts(place->region).name);
  const http::Headers headers{{"Host", "ec2." + region + ".amazonaws.com"},
                              {"Content-Type", "application/x-www-form-urlencoded"}};
  simcloud::WireRequest request{
      .method = "POST",
      .target = "/",
      .body = "Action=" + std::string(action) +
              "&Version=2016-11-15&InstanceId.1=" + simcloud::format_id("i-", id)};
  auto made = aws::sign_in_headers(
      {.method = request.method, .target = "/", .headers = headers, .body = request.body},
      {.access_key_id = keys["access_key_id"],
       .secret_access_key = crypto::Secret(keys["secret_access_key"].get<std::string>())},
      {.region = region, .service = "ec2", .at = clock_.now()});
  request.headers = std::move(made.headers);
  world_.handle(request, clock_.now());
}

}  // namespace mirante::simulation
