#include "simcloud/cloud.h"

#include "base/error.h"

namespace mirante::simcloud {

Account& Cloud::add_account(std::string id, std::string name) {
  MIRANTE_CHECK(!accounts_by_id.contains(id) && accounts.size() < 0xffff);
  auto& account = accounts.emplace_back();
  account.number = static_cast<std::uint16_t>(accounts.size() - 1);
  account.id = std::move(id);
  account.name = std::move(name);
  for (std::size_t i = 0; i < all_regions().size(); ++i)
    account.enabled.set(i, !all_regions()[i].opt_in);
  accounts_by_id[account.id] = account.number;
  return account;
}

Account* Cloud::find_account(std::string_view id) {
  const auto found = accounts_by_id.find(std::string(id));
  return found == accounts_by_id.end() ? nullptr : &accounts[found->second];
}

const Account* Cloud::find_account(std::string_view id) const {
  const auto found = accounts_by_id.find(std::string(id));
  return found == accounts_by_id.end() ? nullptr : &accounts[found->second];
}

Place& Cloud::place(Account& account, RegionIndex region) {
  auto& place = account.places[region];
  if (!place) {
    place = std::make_unique<Place>();
    place->account = account.number;
    place->region = region;
  }
  return *place;
}

Place* Cloud::find_place(std::uint16_t account, RegionIndex region) {
  return accounts[account].places[region].get();
}

const Watch* Cloud::find_watch(std::uint16_t account, RegionIndex region) const {
  const auto found = watches.find({account, region});
  return found == watches.end() ? nullptr : &found->second;
}

std::uint64_t Cloud::make_id(Purpose purpose, Place& place) {
  return draws.at(purpose, {hash_of(accounts[place.account].id), place.region, ++place.made});
}

std::string Cloud::url_of(std::string_view service, RegionIndex region) const {
  if (!endpoint.empty()) return endpoint;
  return "https://" + std::string(service) + "." + std::string(region_facts(region).name) +
         ".amazonaws.com";
}

std::string Cloud::make_uuid(Place& place) {
  const auto high = make_id(Purpose::message, place);
  return format_uuid(high, mix(high));
}

std::string format_uuid(std::uint64_t high, std::uint64_t low) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (int i = 0; i < 32; ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) text += '-';
    const auto word = i < 16 ? high : low;
    text += digits[(word >> (60 - 4 * (i % 16))) & 0xf];
  }
  text[14] = '4';
  text[19] = "89ab"[low >> 62];
  return text;
}

}  // namespace mirante::simcloud
