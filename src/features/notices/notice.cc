#include "features/notices/notice.h"

#include <algorithm>
#include <utility>

namespace mirante::notices {
namespace {

using namespace std::chrono;
using schedules::LeaveOnChoice;

constexpr std::size_t address_max = 254;
constexpr std::size_t receivers_max = 200;  // Of one fire.

}  // namespace

std::optional<std::string> address_of(const std::string& tag) {
  const auto at = tag.find('@');
  if (tag.size() > address_max || at == std::string::npos || at == 0 || at + 1 == tag.size() ||
      tag.find('@', at + 1) != std::string::npos)
    return std::nullopt;
  std::string address;
  for (const char c : tag) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7f || std::string_view("\"<>(),;:\\").contains(c))
      return std::nullopt;
    address += 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return address;
}

std::vector<Receiver> receivers_of(const schedules::Notice& notice,
                                   const std::vector<Stopping>& servers) {
  std::map<std::string, Receiver> found;
  if (servers.empty()) return {};
  for (const auto& address : notice.to)
    found[address] = {.address = address, .is_owner = false, .servers = servers};
  for (const auto& server : servers) {
    const auto owner = address_of(server.owner);
    if (!owner || std::ranges::find(notice.to, *owner) != notice.to.end()) continue;
    if (!found.contains(*owner) && found.size() == receivers_max) continue;
    auto& receiver = found[*owner];
    receiver.address = *owner;
    receiver.is_owner = true;
    receiver.servers.push_back(server);
  }
  std::vector<Receiver> receivers;
  for (auto& [address, one] : found) receivers.push_back(std::move(one));
  return receivers;
}

Instant until_of(LeaveOnChoice choice, Instant due, const Zone& zone) {
  const auto local = zone.local(due);
  switch (choice) {
    case LeaveOnChoice::two_hours: return due + hours(2);
    case LeaveOnChoice::until_tomorrow: return zone.first_instant(local + days(1));
    case LeaveOnChoice::this_week: {
      const auto day = floor<days>(local);
      return zone.first_instant(day + (days(7) - (weekday(day) - Monday)));
    }
  }
  std::unreachable();
}

std::vector<Offer> offers_of(const schedules::LeaveOn& policy, Instant due, const Zone& zone) {
  std::vector<Offer> offers;
  for (const auto choice : policy.choices) {
    const auto until = until_of(choice, due, zone);
    if (zone.local(until) - zone.local(due) <= policy.max)
      offers.push_back({.choice = choice, .until = until});
  }
  return offers;
}

Instant expiry_of(const Offer& offer, Instant due) {
  return std::min<Instant>(offer.until, due + works_after_stop);
}

std::string line_of(const Stopping& server) {
  const auto place = server.server.id + ", " + server.server.region.value;
  return server.name.empty() ? place : server.name + " (" + place + ")";
}

}  // namespace mirante::notices
