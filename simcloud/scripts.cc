#include "simcloud/scripts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "simcloud/aws_ids.h"
#include "simcloud/ec2/life.h"
#include "simcloud/somebody.h"
#include "simcloud/wildcards.h"

namespace mirante::simcloud {
namespace {

using std::chrono::microseconds;

constexpr std::size_t ids_max = 1'000;  // Of one call.

/// Which time of which step: the key of its draws.
struct Turn {
  std::uint64_t script = 0, step = 0, number = 0;
};

bool fits(const std::string& pattern, std::string_view text) {
  return matches_wildcards(pattern, text);
}

/// Whether a server can take part in what is to happen to it.
using Able = bool (*)(const Instance&);
bool is_there(const Instance& instance) {
  return instance.state != InstanceState::terminated &&
         instance.state != InstanceState::shutting_down;
}
bool is_running(const Instance& instance) { return instance.state == InstanceState::running; }
bool is_stopped(const Instance& instance) { return instance.state == InstanceState::stopped; }

bool is_meant(const Cloud& cloud, const Selection& on, const Turn& turn, const Instance& instance) {
  if (on.servers != "*") {
    Text key;
    const Tag* name = cloud.texts.find("Name", key) ? find_tag(instance.tags, key) : nullptr;
    const bool by_name = name != nullptr && fits(on.servers, cloud.texts.view(name->value));
    if (!by_name && !fits(on.servers, format_id("i-", instance.id))) return false;
  }
  return on.share >= 1 || cloud.draws.chance(on.share, Purpose::script,
                                             {turn.script, turn.step, turn.number, instance.id});
}

/// Calls `use` for each place that the step means.
template <class Use>
void for_places(Cloud& cloud, const Selection& on, Use use) {
  for (auto& account : cloud.accounts) {
    if (!fits(on.account, account.id) && !fits(on.account, account.name)) continue;
    for (auto& place : account.places)
      if (place && fits(on.region, region_facts(place->region).name)) use(*place);
  }
}

std::vector<Instance*> meant_in(const Cloud& cloud, Place& place, const Selection& on,
                                const Turn& turn, Able able) {
  std::vector<Instance*> servers;
  for (auto& [id, instance] : place.instances)
    if (able(instance) && is_meant(cloud, on, turn, instance)) servers.push_back(&instance);
  return servers;
}

void set_checks(const Cloud& cloud, const ChecksStep& step, Instance& instance) {
  auto& more = instance.more();
  if (step.system_check) more.system_check = *step.system_check;
  if (step.instance_check) more.instance_check = *step.instance_check;
  if (step.volume_check) more.volume_check = *step.volume_check;
  more.impaired_since = cloud.now;
}

void clear_checks(const ChecksStep& step, Instance& instance) {
  auto& more = instance.more();
  if (step.system_check) more.system_check = CheckStatus::ok;
  if (step.instance_check) more.instance_check = CheckStatus::ok;
  if (step.volume_check) more.volume_check = CheckStatus::ok;
}

void announce_event(Cloud& cloud, Place& place, Instance& instance, const EventStep& step) {
  ScheduledEvent event{
      .code = step.code, .description = step.description, .not_before = cloud.now + step.starts_in};
  if (step.ends_in) event.not_after = cloud.now + *step.ends_in;
  if (step.deadline_in) event.deadline = cloud.now + *step.deadline_in;
  announce(cloud, place, instance, std::move(event));
}

void change_power(Cloud& cloud, Place& place, Instance& instance, PowerStep::What what) {
  switch (what) {
    case PowerStep::What::reboot: reboot(cloud, place, instance, {}); return;
    case PowerStep::What::shutdown: shut_down(cloud, place, instance); return;
    case PowerStep::What::spot_interruption:
      begin_termination(cloud, place, instance, StateReason::spot_termination, {});
      return;
  }
}

/// For calls whose servers must be in a state, those in other states are left out, as a person
/// would who looks at the list first.
Able able_for(std::string_view action) {
  if (action == "StartInstances") return is_stopped;
  if (action == "StopInstances" || action == "RebootInstances") return is_running;
  return is_there;
}

/// Returns how many calls were refused.
std::uint64_t make_calls(Cloud& cloud, const CallStep& step, const Turn& turn, Instant wire_now) {
  std::uint64_t refused = 0;
  const auto call = [&](Account& account, RegionIndex region, const Json& parameters) {
    const auto made = make_call(cloud,
                                {.account = account,
                                 .region = region,
                                 .operation = *step.operation,
                                 .parameters = parameters,
                                 .as = step.as},
                                wire_now);
    if (!made.reply) ++refused;
  };
  if (!step.has_servers) {
    for (auto& account : cloud.accounts)
      if (account.id == step.on.account || account.name == step.on.account)
        call(account, *find_region(step.on.region), step.parameters);
    return refused;
  }
  for_places(cloud, step.on, [&](Place& place) {
    const auto servers = meant_in(cloud, place, step.on, turn, able_for(step.operation->name));
    for (std::size_t first = 0; first < servers.size(); first += ids_max) {
      auto parameters = step.parameters;
      auto& ids = parameters["InstanceId"] = Json::array();
      for (auto i = first; i < std::min(first + ids_max, servers.size()); ++i)
        ids.push_back(format_id("i-", servers[i]->id));
      call(cloud.accounts[place.account], place.region, parameters);
    }
  });
  return refused;
}

}  // namespace

std::uint64_t Scripts::add(const Cloud& cloud, Script script) {
  const auto id = ++made_;
  const auto count = script.steps.size();
  scripts_.emplace(id, Running{std::move(script), std::vector<Progress>(count)});
  for (std::size_t step = 0; step < count; ++step) plan(cloud, id, step, cloud.now);
  return id;
}

bool Scripts::remove(Cloud& cloud, std::uint64_t id) {
  const auto found = scripts_.find(id);
  if (found == scripts_.end()) return false;
  std::erase_if(queue_, [&](const auto& planned) {
    const auto& entry = planned.second;
    if (entry.script != id) return false;
    if (entry.is_end) undo(cloud, found->second.script.steps[entry.step], entry);
    return true;
  });
  scripts_.erase(found);
  return true;
}

void Scripts::plan(const Cloud& cloud, std::uint64_t id, std::size_t step, Instant before) {
  const auto& running = scripts_.at(id);
  const auto& timing = running.script.steps[step].timing;
  const auto number = running.progress[step].done;
  const auto at = occurrence(timing, number, before);
  if (!at) return;
  const auto late = timing.jitter.count() == 0
                        ? microseconds(0)
                        : cloud.draws.between(microseconds(0), timing.jitter, Purpose::script,
                                              {id, step, number});
  queue_.emplace(*at + late, Entry{.script = id, .step = step, .planned = *at});
}

std::optional<TimeStep> Scripts::do_next(Cloud& cloud, Instant wire_now) {
  auto entry = std::move(queue_.extract(queue_.begin()).mapped());
  const auto& step = scripts_.at(entry.script).script.steps[entry.step];
  if (entry.is_end) {
    undo(cloud, step, entry);
    return std::nullopt;
  }
  begin(cloud, entry, wire_now);
  ++scripts_.at(entry.script).progress[entry.step].done;
  plan(cloud, entry.script, entry.step, entry.planned);
  if (const auto* time = std::get_if<TimeStep>(&step.what)) return *time;
  return std::nullopt;
}

void Scripts::begin(Cloud& cloud, const Entry& entry, Instant wire_now) {
  auto& running = scripts_.at(entry.script);
  const auto& step = running.script.steps[entry.step];
  auto& progress = running.progress[entry.step];
  const Turn turn{entry.script, entry.step, progress.done};
  Entry end{.script = entry.script, .step = entry.step, .is_end = true};
  const auto each = [&](const Selection& on, Able able, auto use) {
    for_places(cloud, on, [&](Place& place) {
      for (auto* instance : meant_in(cloud, place, on, turn, able)) use(place, *instance);
    });
  };
  if (const auto* fault = std::get_if<FaultStep>(&step.what)) {
    auto rule = fault->rule;
    rule.from = cloud.now;
    if (step.lasts) rule.until = cloud.now + *step.lasts;
    end.fault = cloud.faults.add(std::move(rule));
  } else if (const auto* checks = std::get_if<ChecksStep>(&step.what)) {
    each(checks->on, is_there, [&](Place& place, Instance& instance) {
      set_checks(cloud, *checks, instance);
      end.affected.push_back({place.account, place.region, instance.id});
    });
  } else if (const auto* volumes = std::get_if<VolumesStep>(&step.what)) {
    each(volumes->on, is_there, [&](Place& place, Instance& instance) {
      for (const auto& held : volumes_of(cloud, place, instance)) {
        auto& volume = place.volumes.at(held.volume);
        volume.io_impaired = volumes->io_impaired;
        volume.io_performance = volumes->io_performance;
        end.affected.push_back({place.account, place.region, held.volume});
      }
    });
  } else if (const auto* event = std::get_if<EventStep>(&step.what)) {
    each(event->on, is_there,
         [&](Place& place, Instance& instance) { announce_event(cloud, place, instance, *event); });
  } else if (const auto* power = std::get_if<PowerStep>(&step.what)) {
    each(power->on, is_running, [&](Place& place, Instance& instance) {
      change_power(cloud, place, instance, power->what);
    });
  } else if (const auto* call = std::get_if<CallStep>(&step.what)) {
    progress.refused += make_calls(cloud, *call, turn, wire_now);
  }
  // What lasts without an end waits for the script to be removed.
  if (step.lasts || end.fault != 0 || !end.affected.empty())
    queue_.emplace(step.lasts ? cloud.now + *step.lasts : Instant::max(), std::move(end));
}

void Scripts::undo(Cloud& cloud, const ScriptStep& step, const Entry& entry) {
  if (entry.fault != 0) cloud.faults.remove(entry.fault);
  for (const auto& affected : entry.affected) {
    auto* place = cloud.find_place(affected.account, affected.region);
    if (const auto* checks = std::get_if<ChecksStep>(&step.what)) {
      if (auto* instance = place->find_instance(affected.id)) clear_checks(*checks, *instance);
    } else if (auto* volume = place->find_volume(affected.id)) {
      volume->io_impaired = false;
      volume->io_performance = IoPerformance::normal;
    }
  }
}

Json Scripts::shown() const {
  Json list = Json::array();
  for (const auto& [id, running] : scripts_) {
    Json steps = Json::array();
    for (std::size_t i = 0; i < running.script.steps.size(); ++i) {
      const auto& progress = running.progress[i];
      Json step{{"do", running.script.steps[i].does}, {"done", progress.done}};
      if (progress.refused > 0) step["refused"] = progress.refused;
      for (const auto& [at, entry] : queue_)
        if (entry.script == id && entry.step == i && at != Instant::max())
          step[entry.is_end ? "ends" : "next"] = to_iso8601(at);
      steps.push_back(std::move(step));
    }
    list.push_back({{"id", id}, {"name", running.script.name}, {"steps", std::move(steps)}});
  }
  return list;
}

}  // namespace mirante::simcloud
