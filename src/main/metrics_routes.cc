#include "main/metrics_routes.h"

#include "features/inventory/sweep_schedule_store.h"
#include "features/operations/lease_store.h"
#include "main/lateness.h"
#include "main/metrics_text.h"
#include "main/process_figures.h"
#include "platform/crypto/hash.h"

namespace mirante {
namespace {

using http::Request;
using http::Response;
using http::Verb;

constexpr std::string_view path = "/metrics";
constexpr std::size_t token_least = 20;

void add_requests(MetricsText& text, const http::RequestMeter& requests) {
  text.family("mirante_http_requests_total", "counter", "Requests that routes answered.");
  for (const auto& [key, sums] : requests.sums())
    for (const auto& [status, count] : sums.by_status)
      text.sample(
          {{"method", key.method}, {"route", key.route}, {"status", std::to_string(status)}},
          count);
  text.family("mirante_http_request_duration_seconds", "histogram",
              "Time until an answer was made, streams until they began.");
  const std::vector bounds(http::RequestMeter::bounds.begin(), http::RequestMeter::bounds.end());
  for (const auto& [key, sums] : requests.sums())
    text.histogram({{"method", key.method}, {"route", key.route}}, bounds,
                   {sums.buckets.begin(), sums.buckets.end()}, sums.took);
}

struct CallSums {
  std::uint64_t ok = 0, throttled = 0, failed = 0;
  std::chrono::microseconds took{0};
};

/// Of all companies together.
void add_calls(MetricsText& text, const aws::Meter& meter) {
  std::map<std::pair<std::string_view, std::string_view>, CallSums> by_call;
  for (const auto& usage : meter.snapshot()) {
    auto& sums = by_call[{usage.service, usage.operation}];
    sums.throttled += usage.throttled;
    sums.failed += usage.errors;
    sums.ok += usage.calls - usage.throttled - usage.errors;
    sums.took += usage.took;
  }
  text.family("mirante_aws_calls_total", "counter",
              "Calls of AWS, each attempt, by how they went.");
  for (const auto& [call, sums] : by_call) {
    const std::pair<std::string_view, std::uint64_t> outcomes[] = {
        {"ok", sums.ok}, {"throttled", sums.throttled}, {"failed", sums.failed}};
    for (const auto& [outcome, count] : outcomes)
      text.sample({{"service", call.first}, {"operation", call.second}, {"outcome", outcome}},
                  count);
  }
  text.family("mirante_aws_calls_seconds_total", "counter", "Time that calls of AWS took.");
  for (const auto& [call, sums] : by_call)
    text.sample({{"service", call.first}, {"operation", call.second}}, sums.took);
}

struct Stored {
  std::map<std::string, std::int64_t> running;
  std::optional<Instant> oldest_reading;
};

void add_operations(MetricsText& text, const Rooms& rooms, const Stored& stored) {
  text.family("mirante_operations_ended_total", "counter",
              "Operations that ended in this process.");
  for (const auto& [what, count] : rooms.ended())
    text.sample({{"kind", what.first}, {"outcome", to_string(what.second)}}, count);
  text.family("mirante_operations_running", "gauge", "Operations that have not ended.");
  for (const auto& [kind, count] : stored.running)
    text.sample({{"kind", kind}}, static_cast<std::uint64_t>(count));
}

void add_fires(MetricsText& text, const firing::SchedulerFigures& fires) {
  text.family("mirante_schedules_fires_total", "counter",
              "Due instants of schedules that this process carried out.");
  text.sample({}, static_cast<std::uint64_t>(fires.fires));
  text.family("mirante_schedules_skipped_total", "counter",
              "Due instants that were too late after an outage.");
  text.sample({}, static_cast<std::uint64_t>(fires.skipped));
  text.family("mirante_schedule_lateness_seconds", "histogram",
              "How late fires were durable after their instants.");
  text.histogram({},
                 {firing::SchedulerFigures::lateness_bounds.begin(),
                  firing::SchedulerFigures::lateness_bounds.end()},
                 {fires.lateness.begin(), fires.lateness.end()}, fires.lateness_sum);
  text.family("mirante_schedules_lateness_max_seconds", "gauge", "The latest of them.");
  text.sample({}, fires.lateness_max);
  text.family("mirante_schedules_clock_off_seconds", "gauge",
              "How far this machine's clock is off the store's; over 2 it fires nothing.");
  text.sample({}, fires.clock_off);
}

/// A figure that is not known is left out.
template <class Value>
void add_one(MetricsText& text, std::string_view name, std::string_view type, std::string_view help,
             const std::optional<Value>& value) {
  if (!value) return;
  text.family(name, type, help);
  text.sample({}, *value);
}

void add_process(MetricsText& text, Instant began_at) {
  const auto figures = read_process_figures();
  add_one(text, "process_resident_memory_bytes", "gauge", "Memory that is in use.",
          figures.resident_bytes);
  add_one(text, "process_open_fds", "gauge", "Files and sockets that are open.",
          figures.open_files);
  add_one(text, "process_max_fds", "gauge", "How many may be open.", figures.open_files_max);
  add_one(text, "process_cpu_seconds_total", "counter", "Time on processors.",
          std::optional(figures.cpu));
  add_one(text, "process_start_time_seconds", "gauge", "When it began, since 1970.",
          std::optional(std::chrono::microseconds(to_micros(began_at))));
}

Task<Response> show_metrics(Rooms& rooms, const http::RequestMeter& requests, std::string version) {
  auto& db = rooms.outside().db;
  const auto lateness = co_await lateness_of(rooms);
  const auto stored = co_await db.read([](sql::Snapshot& snapshot) {
    return Stored{.running = operations::running_by_kind(snapshot),
                  .oldest_reading = inventory::oldest_reading(snapshot)};
  });
  std::optional<std::chrono::microseconds> age;
  if (stored.oldest_reading) age = rooms.outside().loop.clock().now() - *stored.oldest_reading;
  MetricsText text;
  text.family("mirante_build_info", "gauge", "Always 1; the version is a label.");
  text.sample({{"version", version}}, std::uint64_t{1});
  add_requests(text, requests);
  add_calls(text, rooms.meter());
  add_operations(text, rooms, stored);
  add_one(text, "mirante_operations_lateness_seconds", "gauge",
          "How long the operation that waits longest is due.", lateness.operation);
  add_one(text, "mirante_schedules_lateness_seconds", "gauge",
          "How long the schedule that waits longest should have fired.", lateness.schedule);
  add_one(text, "mirante_sweeps_lateness_seconds", "gauge",
          "How long the account that waits longest should have been looked at.", lateness.sweep);
  add_one(text, "mirante_sweeps_oldest_reading_seconds", "gauge",
          "Age of what was read longest ago.", age);
  if (rooms.config().is_engine)
    add_one(text, "mirante_engines", "gauge",
            "Processes that call AWS and share its quotas, as this one last counted them.",
            std::optional(static_cast<std::uint64_t>(rooms.engines().engines)));
  add_fires(text, rooms.fires());
  add_one(text, "mirante_events_streams", "gauge", "Streams of events that are open.",
          std::optional<std::uint64_t>(rooms.streams().count()));
  add_one(text, "mirante_store_writes_waiting", "gauge", "Transactions that wait for the writer.",
          std::optional<std::uint64_t>(db.writes_waiting()));
  add_process(text, rooms.began_at());
  co_return Response{.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
                     .body = text.text()};
}

bool shows(const Request& request, const std::string& token) {
  return !token.empty() && request.path == path && request.verb == Verb::get &&
         crypto::equal_in_constant_time(request.header("Authorization"), "Bearer " + token);
}

Task<http::Asker> ready(CallContext ctx) { co_return http::Asker{.context = std::move(ctx)}; }

}  // namespace

void add_metrics_routes(http::Router& router, Rooms& rooms, const http::RequestMeter& requests,
                        std::string version) {
  router.add(Verb::get, std::string(path), Permission::install_manage,
             [&rooms, &requests, version](CallContext, const Request&) {
               return show_metrics(rooms, requests, version);
             });
}

http::ContextMaker with_metrics_token(http::ContextMaker others, TenantId tenant,
                                      std::string token) {
  if (!token.empty() && token.size() < token_least)
    throw wrong_field("MIRANTE_METRICS_TOKEN",
                      "MIRANTE_METRICS_TOKEN must have at least " + std::to_string(token_least) +
                          " characters; `openssl rand -hex 24` makes a good one");
  return [others = std::move(others), tenant, token = std::move(token)](const Request& request,
                                                                        const http::Peer& peer) {
    if (!shows(request, token)) return others(request, peer);
    CallContext ctx{.tenant = tenant,
                    .actor = {.kind = Actor::Kind::system, .id = {}, .name = "metrics"},
                    .permissions = {}};
    ctx.permissions.set(static_cast<std::size_t>(Permission::install_manage));
    return ready(std::move(ctx));
  };
}

}  // namespace mirante
