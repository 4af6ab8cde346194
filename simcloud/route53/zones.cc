#include "simcloud/route53/zones.h"

#include <algorithm>
#include <array>

#include "simcloud/route53/batch.h"
#include "simcloud/route53/names.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view id_letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::int64_t ns_ttl = 172'800;
constexpr std::int64_t soa_ttl = 900;

std::string make_id(Cloud& cloud, Account& account, std::string_view prefix) {
  return std::string(prefix) + cloud.draws.text(20, id_letters, Purpose::dns,
                                                {hash_of(account.id), ++account.route53.made});
}

/// Four, of four top-level domains, as AWS gives each public zone.
std::vector<std::string> name_servers(const Cloud& cloud, const HostedZone& zone) {
  static constexpr std::array<std::string_view, 4> domains{"com", "net", "org", "co.uk"};
  std::vector<std::string> names;
  for (std::size_t i = 0; i < domains.size(); ++i) {
    const auto drawn = cloud.draws.below(512, Purpose::dns, {hash_of(zone.id), i});
    const auto digits = std::to_string(drawn / 8);
    names.push_back("ns-" + std::to_string(drawn + 512 * i) + ".awsdns-" +
                    (digits.size() < 2 ? "0" : "") + digits + "." + std::string(domains[i]));
  }
  return names;
}

}  // namespace

HostedZone& make_zone(Cloud& cloud, Account& account, NewZone wanted) {
  HostedZone zone{.id = make_id(cloud, account, "Z"),
                  .name = std::move(wanted.name),
                  .caller_reference = std::move(wanted.caller_reference),
                  .comment = std::move(wanted.comment),
                  .is_private = wanted.vpc.has_value()};
  if (wanted.vpc) zone.vpcs.push_back(*std::move(wanted.vpc));
  auto servers = name_servers(cloud, zone);
  RecordSet ns{.name = zone.name, .type = "NS", .ttl = ns_ttl};
  for (const auto& server : servers) ns.values.push_back(server + ".");
  const RecordSet soa{.name = zone.name,
                      .type = "SOA",
                      .ttl = soa_ttl,
                      .values = {servers.front() + ". awsdns-hostmaster.amazon.com. 1 7200 900 "
                                                   "1209600 86400"}};
  zone.records[key_of(ns)] = ns;
  zone.records[key_of(soa)] = soa;
  if (!zone.is_private) zone.name_servers = std::move(servers);
  auto id = zone.id;
  return account.route53.zones.emplace(std::move(id), std::move(zone)).first->second;
}

const DnsChange& submit_change(Cloud& cloud, Account& account, std::string comment) {
  DnsChange change{
      .id = make_id(cloud, account, "C"), .comment = std::move(comment), .submitted = cloud.now};
  change.in_sync_from = cloud.now + cloud.draws.between(cloud.pace.dns_least, cloud.pace.dns_most,
                                                        Purpose::dns, {hash_of(change.id)});
  auto id = change.id;
  return account.route53.changes.emplace(std::move(id), std::move(change)).first->second;
}

std::string_view status_of(const Cloud& cloud, const DnsChange& change) {
  return change.in_sync_from <= cloud.now ? "INSYNC" : "PENDING";
}

RecordPage page_of_records(const HostedZone& zone, const std::optional<RecordStart>& start,
                           std::size_t most) {
  auto at = zone.records.begin();
  if (start)
    at = zone.records.lower_bound({reversed_name(start->name), start->type, start->set_identifier});
  RecordPage page;
  for (; at != zone.records.end() && page.records.size() < most; ++at)
    page.records.push_back(&at->second);
  if (at != zone.records.end()) page.next = &at->second;
  return page;
}

std::vector<const HostedZone*> zones_by_name(const Account& account) {
  std::vector<const HostedZone*> zones;
  for (const auto& [id, zone] : account.route53.zones) zones.push_back(&zone);
  std::ranges::sort(zones, {}, [](const HostedZone* zone) {
    return std::pair(reversed_name(zone->name), zone->id);
  });
  return zones;
}

}  // namespace mirante::simcloud
