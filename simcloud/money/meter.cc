#include "simcloud/money/meter.h"

#include <algorithm>
#include <optional>
#include <set>

#include "simcloud/cloud.h"
#include "simcloud/ec2/life.h"
#include "simcloud/ec2/network.h"

namespace mirante::simcloud {
namespace {

constexpr Second least_seconds = 60;

bool costs_a_minute(Metered kind) { return kind == Metered::server || kind == Metered::volume; }

MeteredFacts facts_of(Cloud& cloud, const Place& place, const Instance& instance) {
  return {.tags = cloud.billing.meter.tag_set(instance.tags),
          .type = instance.type,
          .zone = zone_of(place, instance),
          .windows = instance.windows,
          .spot = instance.extras && instance.extras->spot != Spot::none};
}

MeteredFacts facts_of(Cloud& cloud, const Volume& volume) {
  return {.tags = cloud.billing.meter.tag_set(volume.tags),
          .size_gib = volume.size_gib,
          .iops = volume.iops,
          .throughput_mibps = volume.throughput,
          .volume_type = volume.type,
          .zone = volume.zone};
}

MeteredFacts facts_of(Cloud& cloud, Place& place, const Address& address) {
  const auto* holder = place.find_instance(address.instance);
  return {.tags = cloud.billing.meter.tag_set(address.tags),
          .idle = holder == nullptr || holder->state != InstanceState::running};
}

/// The second of the boot ends what AWS gives for free: only `running` costs.
std::optional<MeteredFacts> facts_now(Cloud& cloud, Place& place, const MeteredThing& thing) {
  switch (thing.kind) {
    case Metered::server: {
      const auto* instance = place.find_instance(thing.id);
      if (instance == nullptr || instance->state != InstanceState::running) return std::nullopt;
      return facts_of(cloud, place, *instance);
    }
    case Metered::volume: {
      const auto* volume = place.find_volume(thing.id);
      if (volume == nullptr || volume->state == VolumeState::deleting) return std::nullopt;
      return facts_of(cloud, *volume);
    }
    case Metered::automatic_address: {
      const auto* instance = place.find_instance(thing.id);
      if (instance == nullptr || instance->public_ip == 0 || instance->elastic_ip)
        return std::nullopt;
      return MeteredFacts{.tags = cloud.billing.meter.tag_set(instance->tags)};
    }
    case Metered::elastic_address: {
      const auto found = place.addresses.find(thing.id);
      if (found == place.addresses.end()) return std::nullopt;
      return facts_of(cloud, place, found->second);
    }
  }
  return std::nullopt;
}

}  // namespace

Second to_second(Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

void Meter::see(const MeteredThing& thing, const MeteredFacts* facts, Second now) {
  const auto found = open_.find(thing);
  if (found == open_.end()) {
    if (facts == nullptr) return;
    Run run{.thing = thing, .facts = *facts, .begin = now};
    run.least_end = now + (costs_a_minute(thing.kind) ? least_seconds : 0);
    open_.emplace(thing, run);
    return;
  }
  auto& run = found->second;
  if (facts == nullptr) {
    close(run, std::max(now, run.least_end), now);
    open_.erase(found);
  } else if (run.facts != *facts) {
    auto rest = run;
    close(run, now, now);
    rest.begin = now;
    rest.facts = *facts;
    run = rest;
  }
}

void Meter::add_past(const MeteredThing& thing, const MeteredFacts& facts, Second begin, Second end,
                     Second now) {
  if (begin >= std::min(end, now)) return;
  const Run run{.thing = thing, .facts = facts, .begin = begin, .least_end = begin};
  if (end == not_yet)
    open_.insert_or_assign(thing, run);
  else
    close(run, end, now);
}

void Meter::close(Run run, Second end, Second now) {
  if (end == run.begin) return;
  run.end = end;
  run.closed = now;
  if (closed_.size() == closed_max) closed_.pop_front();
  closed_.push_back(run);
}

std::uint32_t Meter::tag_set(const Tags& tags) {
  std::vector<std::uint32_t> key;
  for (const auto& tag : tags) {
    key.push_back(tag.key.number);
    key.push_back(tag.value.number);
  }
  const auto [found, is_new] =
      tag_set_numbers_.try_emplace(std::move(key), static_cast<std::uint32_t>(tag_sets_.size()));
  if (is_new) tag_sets_.push_back(std::make_unique<Tags>(tags));
  return found->second;
}

void read_meters(Cloud& cloud) {
  auto& meter = cloud.billing.meter;
  auto touched = meter.take_touched();
  if (touched.empty()) return;
  // What a server does decides whether the Elastic IP addresses beside it are idle.
  const auto count = touched.size();
  std::set<std::pair<std::uint16_t, RegionIndex>> places;
  for (std::size_t i = 0; i < count; ++i) {
    if (touched[i].kind != Metered::server) continue;
    auto beside = touched[i];
    beside.kind = Metered::automatic_address;
    touched.push_back(beside);
    places.emplace(beside.account, beside.region);
  }
  for (const auto& [account, region] : places) {
    const auto* place = cloud.find_place(account, region);
    if (place == nullptr) continue;
    for (const auto& [id, address] : place->addresses)
      touched.push_back(
          {.account = account, .region = region, .kind = Metered::elastic_address, .id = id});
  }
  const auto now = to_second(cloud.now);
  for (const auto& thing : touched) {
    auto* place = cloud.find_place(thing.account, thing.region);
    const auto facts = place == nullptr ? std::nullopt : facts_now(cloud, *place, thing);
    meter.see(thing, facts ? &*facts : nullptr, now);
  }
}

void add_past(Cloud& cloud, Place& place, const Instance& instance, Instant born) {
  cloud.billing.forget_days();
  auto& meter = cloud.billing.meter;
  const auto begin = to_second(born), now = to_second(cloud.now);
  MeteredThing thing{.account = place.account, .region = place.region, .id = instance.id};
  const auto ran_until =
      instance.state == InstanceState::running ? not_yet : to_second(instance.state_since);
  meter.add_past(thing, facts_of(cloud, place, instance), begin, ran_until, now);
  const bool automatic = instance.public_ip != 0 && !instance.elastic_ip;
  if (automatic || (ran_until != not_yet && instance.wants_public_ip)) {
    thing.kind = Metered::automatic_address;
    meter.add_past(thing, {.tags = meter.tag_set(instance.tags)}, begin, ran_until, now);
  }
  thing.kind = Metered::elastic_address;
  for (const auto& [id, address] : place.addresses) {
    if (address.instance != instance.id) continue;
    thing.id = id;
    auto facts = facts_of(cloud, place, address);
    facts.idle = false;
    meter.add_past(thing, facts, begin, ran_until, now);
    facts.idle = true;
    if (ran_until != not_yet) meter.add_past(thing, facts, ran_until, not_yet, now);
  }
  thing.kind = Metered::volume;
  for (const auto& held : volumes_of(cloud, place, instance)) {
    thing.id = held.volume;
    meter.add_past(thing, facts_of(cloud, place.volumes.at(held.volume)), begin, not_yet, now);
  }
}

}  // namespace mirante::simcloud
