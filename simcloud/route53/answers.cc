#include "simcloud/route53/answers.h"

#include <algorithm>

#include "simcloud/route53/names.h"

namespace mirante::simcloud {
namespace {

constexpr int aliases_max = 8;
constexpr std::size_t values_max = 8;  // Of records with many values.

using Sets = std::vector<const RecordSet*>;

Sets sets_of(const HostedZone& zone, std::string_view name, std::string_view type) {
  Sets sets;
  const auto reversed = reversed_name(name);
  for (auto at = zone.records.lower_bound({.reversed = reversed});
       at != zone.records.end() && at->first.reversed == reversed; ++at)
    if (type.empty() || at->first.type == type) sets.push_back(&at->second);
  return sets;
}

/// The name itself, or the nearest *.… above it; a name that is there has no wildcard.
std::string name_that_answers(const HostedZone& zone, std::string_view name) {
  if (!sets_of(zone, name, "").empty()) return std::string(name);
  const auto is_there = [&](std::string_view above) {
    const auto reversed = reversed_name(above);
    const auto at = zone.records.lower_bound({.reversed = reversed});
    return at != zone.records.end() && at->first.reversed.starts_with(reversed);
  };
  for (auto above = name; above != zone.name;) {
    above.remove_prefix(above.find('.') + 1);
    const auto wildcard = "\\052." + std::string(above);
    if (!sets_of(zone, wildcard, "").empty()) return wildcard;
    if (is_there(above)) return {};
  }
  return {};
}

/// Of records that share the traffic.
const RecordSet* weighed(const Sets& sets, std::uint64_t chance) {
  std::uint64_t whole = 0;
  for (const auto* set : sets) whole += static_cast<std::uint64_t>(set->weight.value_or(0));
  if (whole == 0) return sets[chance % sets.size()];
  auto left = chance % whole;
  for (const auto* set : sets) {
    const auto weight = static_cast<std::uint64_t>(set->weight.value_or(0));
    if (left < weight) return set;
    left -= weight;
  }
  return sets.front();
}

/// Which of the sets of one name and type answers.
Sets chosen(const Sets& sets, std::uint64_t chance) {
  const auto first_with = [&](auto is_it) -> Sets {
    const auto found = std::ranges::find_if(sets, is_it);
    return found == sets.end() ? Sets{sets.front()} : Sets{*found};
  };
  if (sets.size() < 2) return sets;
  if (sets.front()->weight) return {weighed(sets, chance)};
  if (!sets.front()->failover.empty())
    return first_with([](const RecordSet* set) { return set->failover == "PRIMARY"; });
  if (!sets.front()->continent.empty() || !sets.front()->country.empty())
    return first_with([](const RecordSet* set) { return set->country == "*"; });
  if (sets.front()->multi_value) return sets;
  return {sets.front()};
}

DnsAnswer answer(const HostedZone& zone, std::string_view name, std::string_view type,
                 std::uint64_t chance, int aliases) {
  const auto answering = name_that_answers(zone, name);
  if (answering.empty()) return {.code = "NXDOMAIN"};
  auto sets = sets_of(zone, answering, type);
  if (sets.empty()) sets = sets_of(zone, answering, "CNAME");
  DnsAnswer result;
  for (const auto* set : chosen(sets, chance)) {
    if (!set->alias) {
      for (const auto& value : set->values)
        if (!set->multi_value || result.data.size() < values_max) result.data.push_back(value);
      continue;
    }
    const auto target = normal_name(set->alias->name);
    // What AWS's own things have for addresses stands in no zone.
    if (!target || set->alias->zone != zone.id || aliases == 0) continue;
    for (auto& value : answer(zone, *target, type, chance, aliases - 1).data)
      result.data.push_back(std::move(value));
  }
  return result;
}

}  // namespace

DnsAnswer answer_of(const HostedZone& zone, std::string_view name, std::string_view type,
                    std::uint64_t chance) {
  if (!is_within(name, zone.name)) return {.code = "REFUSED"};
  return answer(zone, name, type, chance, aliases_max);
}

}  // namespace mirante::simcloud
