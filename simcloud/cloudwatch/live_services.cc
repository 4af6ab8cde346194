#include "simcloud/cloudwatch/live_services.h"

#include <algorithm>
#include <cmath>

#include "simcloud/aws_ids.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view databases_space = "AWS/RDS";
constexpr std::string_view balancers_space = "AWS/ApplicationELB";
/// Points come so long after the end of their minute.
constexpr std::chrono::seconds late{90};
/// RDS keeps its events so long, and nothing older is known of when a database ran.
constexpr std::chrono::days known_for{14};

/// What a value is computed from: how busy the thing is, and its noise.
struct Moment {
  const Draws& draws;
  std::uint64_t id = 0;
  Minute minute = 0;
  double busy = 0;  // 0 to 1

  /// An even whole number around `mean`.
  double around(double mean, std::uint64_t what) const {
    return std::round(mean * (1 + 0.25 * noise(draws, id, what, minute)));
  }
};

// Numbers of noises are never used again for another.
enum What : std::uint64_t { connections = 40, reads, writes, requests, new_connections, errors };

struct ServiceMetric {
  std::string_view name;
  std::string_view unit;
  double (*value)(const Moment&);
};

double database_reads(const Moment& m) { return m.around(3 + 400 * m.busy, reads); }
double database_writes(const Moment& m) { return m.around(2 + 180 * m.busy, writes); }

constexpr ServiceMetric database_metrics[] = {
    {"CPUUtilization", "Percent",
     [](const Moment& m) { return std::clamp(1.5 + 80 * m.busy, 0.0, 100.0); }},
    {"DatabaseConnections", "Count",
     [](const Moment& m) { return m.around(2 + 90 * m.busy, connections); }},
    {"ReadIOPS", "Count/Second", database_reads},
    {"ReadLatency", "Seconds", [](const Moment& m) { return 0.0004 + 0.002 * m.busy; }},
    {"WriteIOPS", "Count/Second", database_writes},
    {"WriteLatency", "Seconds", [](const Moment& m) { return 0.0007 + 0.003 * m.busy; }},
};

double requests_of(const Moment& m) { return m.around(4 + 9'000 * m.busy, requests); }
double failed_of(const Moment& m) {
  return std::round(requests_of(m) * 0.002 * (1 + noise(m.draws, m.id, errors, m.minute)));
}

constexpr ServiceMetric balancer_metrics[] = {
    {"ActiveConnectionCount", "Count",
     [](const Moment& m) { return m.around(2 + 700 * m.busy, connections); }},
    {"HTTPCode_Target_2XX_Count", "Count",
     [](const Moment& m) { return requests_of(m) - failed_of(m); }},
    {"HTTPCode_Target_5XX_Count", "Count", failed_of},
    {"NewConnectionCount", "Count",
     [](const Moment& m) { return m.around(1 + 1'200 * m.busy, new_connections); }},
    {"RequestCount", "Count", requests_of},
    {"TargetResponseTime", "Seconds", [](const Moment& m) { return 0.012 + 0.08 * m.busy; }},
};

const Place* place_of(const Cloud& cloud, std::uint16_t account, RegionIndex region) {
  return cloud.accounts[account].places[region].get();
}

/// When it ran, in order; known for as long as its events are kept.
std::vector<RunningSpan> spans_of(const Databases& databases, const Database& database,
                                  Instant now) {
  std::vector<RunningSpan> spans;
  std::optional<Instant> since = std::max(database.created, now - known_for);
  const auto end_at = [&](Instant at) {
    if (since && *since < at) spans.push_back({*since, at});
    since.reset();
  };
  for (const auto& event : databases.events) {
    if (event.source != database.name || event.source_type != "db-instance" ||
        event.at < database.created)
      continue;
    if (event.message == "DB instance stopped") end_at(event.at);
    // Its stop may be too long ago to be remembered: then it was off until now.
    if (event.message == "DB instance started") since = event.at;
  }
  const bool is_off = database.state == DatabaseState::stopped ||
                      database.state == DatabaseState::starting ||
                      database.state == DatabaseState::creating;
  if (is_off)
    end_at(database.state_since);
  else
    end_at(Instant::max());
  return spans;
}

bool ran(const std::vector<RunningSpan>& spans, Minute minute) {
  return std::ranges::any_of(spans, [&](const RunningSpan& span) {
    return span.begin <= instant_of(minute) && instant_of(minute + 1) <= span.end;
  });
}

LiveSeries series_of(const Cloud& cloud, const ServiceMetric& metric, std::uint64_t id, Load load,
                     RegionIndex region, std::vector<RunningSpan> spans) {
  return {.unit = std::string(metric.unit),
          .late = late,
          .value = [&cloud, &metric, id, load, region,
                    spans = std::move(spans)](Minute minute) -> std::optional<double> {
            if (!ran(spans, minute)) return std::nullopt;
            const auto busy = activity(cloud.draws, id, load, region, minute);
            return metric.value({cloud.draws, id, minute, busy});
          },
          .width = [](Minute) { return 1; }};
}

/// "app/loja/0123456789abcdef", as the dimension and the end of the ARN have it.
std::string path_of(const LoadBalancer& balancer) {
  return "app/" + balancer.name + "/" + format_id("", balancer.id).substr(1);
}

std::vector<RunningSpan> spans_of(const LoadBalancer& balancer) {
  return {{balancer.active, Instant::max()}};
}

}  // namespace

std::optional<LiveSeries> find_service_live(const Cloud& cloud, std::uint16_t account,
                                            RegionIndex region, const MetricKey& metric) {
  const auto* place = place_of(cloud, account, region);
  if (place == nullptr || metric.dimensions.size() != 1) return std::nullopt;
  const auto& [dimension, value] = metric.dimensions.front();
  if (metric.space == databases_space && dimension == "DBInstanceIdentifier") {
    const auto* known = std::ranges::find(database_metrics, metric.name, &ServiceMetric::name);
    const auto found = place->databases.databases.find(value);
    if (known == std::end(database_metrics) || found == place->databases.databases.end())
      return std::nullopt;
    return series_of(cloud, *known, found->second.id, Load::steady, region,
                     spans_of(place->databases, found->second, cloud.now));
  }
  if (metric.space == balancers_space && dimension == "LoadBalancer") {
    const auto* known = std::ranges::find(balancer_metrics, metric.name, &ServiceMetric::name);
    if (known == std::end(balancer_metrics)) return std::nullopt;
    for (const auto& [id, balancer] : place->balancers.balancers)
      if (balancer.type == "application" && path_of(balancer) == value)
        return series_of(cloud, *known, id, Load::busy_days, region, spans_of(balancer));
  }
  return std::nullopt;
}

void list_service_live(const Cloud& cloud, std::uint16_t account, RegionIndex region, Instant since,
                       std::vector<MetricKey>& list) {
  const auto* place = place_of(cloud, account, region);
  if (place == nullptr) return;
  const auto is_fresh = [&](const std::vector<RunningSpan>& spans) {
    return std::ranges::any_of(spans, [&](const RunningSpan& span) {
      return span.end > since && span.begin + std::chrono::minutes(3) < cloud.now;
    });
  };
  for (const auto& [name, database] : place->databases.databases) {
    if (!is_fresh(spans_of(place->databases, database, cloud.now))) continue;
    for (const auto& metric : database_metrics)
      list.push_back({std::string(databases_space),
                      std::string(metric.name),
                      {{"DBInstanceIdentifier", name}}});
  }
  for (const auto& [id, balancer] : place->balancers.balancers) {
    if (balancer.type != "application" || !is_fresh(spans_of(balancer))) continue;
    for (const auto& metric : balancer_metrics)
      list.push_back({std::string(balancers_space),
                      std::string(metric.name),
                      {{"LoadBalancer", path_of(balancer)}}});
  }
}

}  // namespace mirante::simcloud
