#include "simcloud/cloudwatch/live.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "simcloud/aws_ids.h"
#include "simcloud/cloudwatch/live_services.h"

namespace mirante::simcloud {
namespace {

/// What values are computed from.
struct Look {
  const Draws& draws;
  const ServerHistory& server;
};

// Which of a thing's values a noise is for. Numbers are never used again for another.
enum What : std::uint64_t {
  net_in = 10,
  net_out,
  disk_read,
  disk_write,
  queue,
  lateness,
  share_of_volume,
  size_of_operations,
};

double busy(const Look& look, Minute minute) {
  const auto held = look.server.ailments_at(minute).cpu_percent;
  if (held) return *held / 100;
  return activity(look.draws, look.server.id, look.server.profile_at(minute).load,
                  look.server.region, minute);
}

bool is_ill(const Look& look, Minute minute) {
  const auto ailments = look.server.ailments_at(minute);
  return ailments.instance == CheckStatus::impaired || ailments.system == CheckStatus::impaired;
}

double vcpus(const Look& look, Minute minute) {
  return type_facts(look.server.profile_at(minute).type).vcpus;
}

double cpu(const Look& look, Minute minute) {
  if (const auto held = look.server.ailments_at(minute).cpu_percent) return *held;
  const bool burstable = type_facts(look.server.profile_at(minute).type).burstable;
  return std::clamp(0.2 + busy(look, minute) * (burstable ? 30 : 92), 0.1, 100.0);
}

/// An even whole amount around `mean`, as bytes and counts come.
double around(const Look& look, double mean, std::uint64_t what, Minute minute) {
  return std::round(mean * (1 + 0.3 * noise(look.draws, look.server.id, what, minute)));
}

/// A server that is ill has lost its network.
double network(const Look& look, double bytes_of_a_busy_vcpu, What what, Minute minute) {
  if (is_ill(look, minute)) return 0;
  const double mean = 60'000 + busy(look, minute) * vcpus(look, minute) * bytes_of_a_busy_vcpu;
  return around(look, mean, what, minute);
}
double network_in(const Look& look, Minute minute) { return network(look, 4e7, net_in, minute); }
double network_out(const Look& look, Minute minute) { return network(look, 9e7, net_out, minute); }
double packets_in(const Look& look, Minute minute) {
  return std::round(network_in(look, minute) / 720);
}
double packets_out(const Look& look, Minute minute) {
  return std::round(network_out(look, minute) / 910);
}

double store_reads(const Look& look, Minute minute) {
  return around(look, 4 + busy(look, minute) * vcpus(look, minute) * 220, disk_read, minute);
}
double store_writes(const Look& look, Minute minute) {
  return around(look, 9 + busy(look, minute) * vcpus(look, minute) * 160, disk_write, minute);
}

enum class Traffic : std::uint8_t { reads, writes };

/// Operations of one volume in a minute.
double operations(const Look& look, const Attachment& attached, Traffic traffic, Minute minute) {
  if (is_ill(look, minute)) return 0;
  const double share = 0.6 + 0.4 * noise(look.draws, attached.volume, share_of_volume, 0);
  const bool reads = traffic == Traffic::reads;
  const double mean =
      (reads ? 2 : 14) + busy(look, minute) * vcpus(look, minute) * share * (reads ? 120 : 210);
  const double jitter = noise(look.draws, attached.volume, reads ? disk_read : disk_write, minute);
  return std::round(mean * (1 + 0.3 * jitter));
}

double bytes(const Look& look, const Attachment& attached, Traffic traffic, Minute minute) {
  const auto blocks = 1 + look.draws.below(12, Purpose::metric,
                                           {attached.volume, size_of_operations,
                                            static_cast<std::uint64_t>(traffic)});
  return operations(look, attached, traffic, minute) * 4096 * static_cast<double>(blocks);
}

bool is_attached(const Attachment& attached, Minute minute) {
  return attached.from <= instant_of(minute) && instant_of(minute + 1) <= attached.to;
}

template <auto Value, Traffic Of>
double over_volumes(const Look& look, Minute minute) {
  double sum = 0;
  for (const auto& attached : look.server.attachments)
    if (is_attached(attached, minute)) sum += Value(look, attached, Of, minute);
  return sum;
}

bool fails(CheckStatus status) { return status == CheckStatus::impaired; }
double system_failed(const Look& look, Minute minute) {
  return fails(look.server.ailments_at(minute).system) ? 1 : 0;
}
double instance_failed(const Look& look, Minute minute) {
  return fails(look.server.ailments_at(minute).instance) ? 1 : 0;
}
double volume_failed(const Look& look, Minute minute) {
  return fails(look.server.ailments_at(minute).volume) ? 1 : 0;
}
double any_failed(const Look& look, Minute minute) {
  return std::max(
      {system_failed(look, minute), instance_failed(look, minute), volume_failed(look, minute)});
}

// CPU credits: one is a vCPU at 100 % for a minute.

double earned_per_hour(const TypeFacts& type) {
  struct Size {
    std::string_view name;
    double t2, later;
  };
  static constexpr Size sizes[] = {{"nano", 3, 6},        {"micro", 6, 12},  {"small", 12, 24},
                                   {"medium", 24, 24},    {"large", 36, 36}, {"xlarge", 54, 96},
                                   {"2xlarge", 81.6, 192}};
  const auto size = std::string_view(type.name).substr(type.family.size() + 1);
  const auto found = std::ranges::find(sizes, size, &Size::name);
  if (found == std::end(sizes)) return 24;
  return type.family == "t2" ? found->t2 : found->later;
}

double credits_used(const Look& look, Minute minute) {
  double used = 0;
  for (Minute m = minute; m < minute + 5; ++m)
    if (look.server.ran(m)) used += cpu(look, m) / 100 * vcpus(look, m);
  return used;
}

constexpr Minute minutes_of_day = 1440;
using Balances = std::array<double, minutes_of_day / 5>;

/// The balances of one day. Each day is counted from two days before, when the balance is taken to
/// have been full: so the value of an instant does not depend on which stretch of time was asked.
/// A day holds what one can save, so little of the guess is left.
Balances balances_of(const Look& look, std::int64_t day) {
  Balances balances{};
  const auto earned = [&](Minute m) {
    return earned_per_hour(type_facts(look.server.profile_at(m).type));
  };
  double balance = 24 * earned((day - 2) * minutes_of_day);
  for (Minute m = (day - 2) * minutes_of_day; m < (day + 1) * minutes_of_day; m += 5) {
    const double most = 24 * earned(m);
    if (look.server.ran(m))
      balance = std::clamp(balance + earned(m) / 12 - credits_used(look, m), 0.0, most);
    if (m >= day * minutes_of_day)
      balances[static_cast<std::size_t>(m - day * minutes_of_day) / 5] = balance;
  }
  return balances;
}

enum class Step : std::uint8_t { by_monitoring, minute, five_minutes, five_minute_blocks };
enum class Of : std::uint8_t { all, nitro, instance_store, burstable };

struct ServerMetric {
  std::string_view name;
  std::string_view unit;
  Step step;
  Of of;
  double (*value)(const Look&, Minute);
};

constexpr std::string_view balance_name = "CPUCreditBalance";
constexpr ServerMetric server_metrics[] = {
    {"CPUCreditBalance", "Count", Step::five_minutes, Of::burstable, nullptr},
    {"CPUCreditUsage", "Count", Step::five_minutes, Of::burstable, credits_used},
    {"CPUUtilization", "Percent", Step::by_monitoring, Of::all, cpu},
    {"DiskReadBytes", "Bytes", Step::by_monitoring, Of::instance_store,
     [](const Look& look, Minute m) { return 16'384 * store_reads(look, m); }},
    {"DiskReadOps", "Count", Step::by_monitoring, Of::instance_store, store_reads},
    {"DiskWriteBytes", "Bytes", Step::by_monitoring, Of::instance_store,
     [](const Look& look, Minute m) { return 32'768 * store_writes(look, m); }},
    {"DiskWriteOps", "Count", Step::by_monitoring, Of::instance_store, store_writes},
    {"EBSReadBytes", "Bytes", Step::by_monitoring, Of::nitro, over_volumes<bytes, Traffic::reads>},
    {"EBSReadOps", "Count", Step::by_monitoring, Of::nitro,
     over_volumes<operations, Traffic::reads>},
    {"EBSWriteBytes", "Bytes", Step::by_monitoring, Of::nitro,
     over_volumes<bytes, Traffic::writes>},
    {"EBSWriteOps", "Count", Step::by_monitoring, Of::nitro,
     over_volumes<operations, Traffic::writes>},
    {"NetworkIn", "Bytes", Step::by_monitoring, Of::all, network_in},
    {"NetworkOut", "Bytes", Step::by_monitoring, Of::all, network_out},
    {"NetworkPacketsIn", "Count", Step::five_minute_blocks, Of::all, packets_in},
    {"NetworkPacketsOut", "Count", Step::five_minute_blocks, Of::all, packets_out},
    {"StatusCheckFailed", "Count", Step::minute, Of::all, any_failed},
    {"StatusCheckFailed_AttachedEBS", "Count", Step::minute, Of::nitro, volume_failed},
    {"StatusCheckFailed_Instance", "Count", Step::minute, Of::all, instance_failed},
    {"StatusCheckFailed_System", "Count", Step::minute, Of::all, system_failed},
};

bool applies(const ServerMetric& metric, TypeIndex type_index) {
  const auto& type = type_facts(type_index);
  switch (metric.of) {
    case Of::all: return true;
    case Of::nitro: return type.nitro;
    case Of::instance_store: return type.instance_store_gb != 0;
    case Of::burstable: return type.burstable;
  }
  return false;
}

// Volumes.

struct VolumeMetric {
  std::string_view name;
  std::string_view unit;
  double (*value)(const Look&, const Attachment&, Minute);
};

double all_operations(const Look& look, const Attachment& attached, Minute m) {
  return operations(look, attached, Traffic::reads, m) +
         operations(look, attached, Traffic::writes, m);
}

/// Seconds that one operation takes: more as the volume gets busier.
double latency(const Look& look, Minute m) { return 0.0006 + 0.002 * busy(look, m); }

constexpr VolumeMetric volume_metrics[] = {
    {"BurstBalance", "Percent",
     [](const Look& look, const Attachment&, Minute m) {
       return std::round(100 - 40 * std::max(0.0, busy(look, m) - 0.6));
     }},
    {"VolumeIdleTime", "Seconds",
     [](const Look& look, const Attachment& attached, Minute m) {
       return std::max(0.0, 60 - all_operations(look, attached, m) * latency(look, m));
     }},
    {"VolumeQueueLength", "Count",
     [](const Look& look, const Attachment& attached, Minute m) {
       const double jitter = 1 + 0.3 * noise(look.draws, attached.volume, queue, m);
       return all_operations(look, attached, m) * latency(look, m) / 60 * jitter;
     }},
    {"VolumeReadBytes", "Bytes",
     [](const Look& look, const Attachment& a, Minute m) {
       return bytes(look, a, Traffic::reads, m);
     }},
    {"VolumeReadOps", "Count",
     [](const Look& look, const Attachment& a, Minute m) {
       return operations(look, a, Traffic::reads, m);
     }},
    {"VolumeStalledIOCheck", "None",
     [](const Look&, const Attachment&, Minute) { return 0.0; }},  // `stalls` decides.
    {"VolumeTotalReadTime", "Seconds",
     [](const Look& look, const Attachment& a, Minute m) {
       return operations(look, a, Traffic::reads, m) * latency(look, m);
     }},
    {"VolumeTotalWriteTime", "Seconds",
     [](const Look& look, const Attachment& a, Minute m) {
       return operations(look, a, Traffic::writes, m) * latency(look, m);
     }},
    {"VolumeWriteBytes", "Bytes",
     [](const Look& look, const Attachment& a, Minute m) {
       return bytes(look, a, Traffic::writes, m);
     }},
    {"VolumeWriteOps", "Count",
     [](const Look& look, const Attachment& a, Minute m) {
       return operations(look, a, Traffic::writes, m);
     }},
};

bool applies(const VolumeMetric& metric, VolumeType type) {
  if (metric.name != "BurstBalance") return true;
  return type == VolumeType::gp2 || type == VolumeType::st1 || type == VolumeType::sc1;
}

std::chrono::seconds delay_of(const Cloud& cloud, std::uint64_t thing) {
  return std::chrono::seconds(60 + cloud.draws.below(121, Purpose::metric, {thing, lateness}));
}

std::optional<LiveSeries> server_series(const Cloud& cloud, ServerHistories& histories,
                                        std::uint64_t id, std::string_view name) {
  const auto metric = std::ranges::find(server_metrics, name, &ServerMetric::name);
  const auto* server = metric == std::end(server_metrics) ? nullptr : histories.find(id);
  if (server == nullptr) return std::nullopt;
  LiveSeries series{.unit = std::string(metric->unit), .late = delay_of(cloud, id)};
  series.width = [server, step = metric->step](Minute m) {
    if (step == Step::minute) return 1;
    return step == Step::by_monitoring && server->profile_at(m).detailed ? 1 : 5;
  };
  const auto value = [&cloud, server, metric](Minute m) -> std::optional<double> {
    if (!server->ran(m) || !applies(*metric, server->profile_at(m).type)) return std::nullopt;
    if (metric->step == Step::five_minutes && m % 5 != 0) return std::nullopt;
    return metric->value({cloud.draws, *server}, m);
  };
  if (name != balance_name) {
    series.value = value;
    return series;
  }
  // The days counted so far; shared by the copies of the function alone.
  auto days = std::make_shared<std::map<std::int64_t, Balances>>();
  series.value = [&cloud, server, metric, days](Minute m) -> std::optional<double> {
    if (m % 5 != 0 || !server->ran(m) || !applies(*metric, server->profile_at(m).type))
      return std::nullopt;
    const auto day = m / minutes_of_day;
    auto found = days->find(day);
    if (found == days->end())
      found = days->emplace(day, balances_of({cloud.draws, *server}, day)).first;
    return found->second[static_cast<std::size_t>(m % minutes_of_day) / 5];
  };
  return series;
}

std::optional<LiveSeries> volume_series(const Cloud& cloud, ServerHistories& histories,
                                        std::uint64_t id, std::string_view name) {
  const auto metric = std::ranges::find(volume_metrics, name, &VolumeMetric::name);
  if (metric == std::end(volume_metrics)) return std::nullopt;
  auto attachments = histories.attachments_of(id);
  if (attachments.empty() || !applies(*metric, attachments.back().type)) return std::nullopt;
  std::vector<std::pair<Attachment, const ServerHistory*>> served;
  for (const auto& attached : attachments)
    if (const auto* server = histories.find(attached.instance))
      served.emplace_back(attached, server);
  ServerHistory volume{.id = id, .ailments = histories.ailments_of(id)};
  LiveSeries series{.unit = std::string(metric->unit), .late = delay_of(cloud, id)};
  series.width = [](Minute) { return 1; };
  series.value = [&cloud, metric, served = std::move(served),
                  volume = std::move(volume)](Minute m) -> std::optional<double> {
    for (const auto& [attached, server] : served) {
      if (!is_attached(attached, m) || !server->ran(m)) continue;
      const bool stalled = fails(volume.ailments_at(m).volume);
      if (metric->name == "VolumeStalledIOCheck") return stalled ? 1 : 0;
      return metric->value({cloud.draws, *server}, attached, m);
    }
    return std::nullopt;
  };
  return series;
}

}  // namespace

std::optional<LiveSeries> find_live(const Cloud& cloud, ServerHistories& histories,
                                    const MetricKey& metric) {
  if (metric.dimensions.size() != 1) return std::nullopt;
  const auto& [dimension, value] = metric.dimensions.front();
  if (metric.space == "AWS/EC2" && dimension == "InstanceId") {
    const auto id = parse_id("i-", value);
    if (id.form != ParsedId::Form::ours) return std::nullopt;
    return server_series(cloud, histories, id.value, metric.name);
  }
  if (metric.space == "AWS/EBS" && dimension == "VolumeId") {
    const auto id = parse_id("vol-", value);
    if (id.form != ParsedId::Form::ours) return std::nullopt;
    return volume_series(cloud, histories, id.value, metric.name);
  }
  return find_service_live(cloud, histories.account(), histories.region(), metric);
}

std::vector<MetricKey> list_live(const Cloud& cloud, std::uint16_t account, RegionIndex region,
                                 Instant since) {
  std::vector<MetricKey> list;
  ServerHistories histories(cloud, account, region, since);
  std::map<std::uint64_t, VolumeType> volumes;
  const auto take = [&](std::uint64_t id) {
    const auto* server = histories.find(id);
    if (server == nullptr || server->spans.empty()) return;
    if (server->spans.front().begin + std::chrono::minutes(6) > cloud.now) return;
    for (const auto& metric : server_metrics)
      if (applies(metric, server->profile.type))
        list.push_back(
            {"AWS/EC2", std::string(metric.name), {{"InstanceId", format_id("i-", id)}}});
    for (const auto& attached : server->attachments)
      if (attached.to > since) volumes[attached.volume] = attached.type;
  };
  if (const auto& place = cloud.accounts[account].places[region])
    for (const auto& [id, instance] : place->instances) take(id);
  if (const auto* watch = cloud.find_watch(account, region))
    for (const auto& [id, server] : watch->gone) take(id);
  for (const auto& [id, type] : volumes)
    for (const auto& metric : volume_metrics)
      if (applies(metric, type))
        list.push_back(
            {"AWS/EBS", std::string(metric.name), {{"VolumeId", format_id("vol-", id)}}});
  list_service_live(cloud, account, region, since, list);
  std::ranges::sort(list);
  return list;
}

}  // namespace mirante::simcloud
