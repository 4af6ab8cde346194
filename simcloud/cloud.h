// The whole state of the simulated AWS: accounts, their places (account × region), what will happen
// by itself, what happened. One object graph, owned by the World; everything that handles a call
// gets a reference to it. Nothing here knows HTTP.
#pragma once

#include <array>
#include <bitset>
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>

#include "simcloud/agenda.h"
#include "simcloud/cloudtrail/trail.h"
#include "simcloud/cloudwatch/state.h"
#include "simcloud/draws.h"
#include "simcloud/faults.h"
#include "simcloud/iam/state.h"
#include "simcloud/ledger.h"
#include "simcloud/messaging.h"
#include "simcloud/money/billing.h"
#include "simcloud/organizations/state.h"
#include "simcloud/outbox.h"
#include "simcloud/place.h"
#include "simcloud/route53/state.h"
#include "simcloud/sns/signer.h"
#include "simcloud/text_pool.h"

namespace mirante::simcloud {

inline constexpr std::size_t regions_max = 64;

struct Account {
  std::uint16_t number = 0;
  std::string id;  // 12 digits
  std::string name;
  std::string email;
  Iam iam;
  Route53 route53;
  std::bitset<regions_max> enabled;                        // Regions that the account may use.
  std::array<std::unique_ptr<Place>, regions_max> places;  // Made when first needed.
};

/// Who a key belongs to; the key itself is in the account.
struct KeyOwner {
  std::uint16_t account = 0;
  std::string user;  // Empty: the root user.
};

/// How long states take; the control API and estates may change it.
struct Pace {
  std::chrono::microseconds pending_least = std::chrono::seconds(8);
  std::chrono::microseconds pending_most = std::chrono::seconds(40);
  std::chrono::microseconds stopping_least = std::chrono::seconds(10);
  std::chrono::microseconds stopping_most = std::chrono::seconds(90);
  std::chrono::microseconds shutting_down_least = std::chrono::seconds(10);
  std::chrono::microseconds shutting_down_most = std::chrono::seconds(60);
  std::chrono::microseconds checks_least = std::chrono::seconds(90);
  std::chrono::microseconds checks_most = std::chrono::seconds(240);
  double late_visibility = 0.3;  // Share of launches that other calls do not see at once.
  std::chrono::microseconds late_most = std::chrono::seconds(4);
  std::chrono::microseconds dns_least = std::chrono::seconds(5);  // A change of DNS is in sync.
  std::chrono::microseconds dns_most = std::chrono::seconds(60);
  std::chrono::microseconds role_delay{0};  // New roles cannot be assumed for so long.
};

struct Cloud {
  explicit Cloud(std::uint64_t seed) : draws(seed), sns_signer(draws) {}

  Draws draws;
  Instant now;
  TextPool texts;
  Agenda agenda;
  Ledger ledger;
  Faults faults;
  Billing billing;
  Pace pace;
  bool throttling = true;
  Messaging messaging;
  Outbox outbox;
  SnsSigner sns_signer;
  /// Where callers reach the simulated AWS ("http://127.0.0.1:4566"), for URLs that it gives out.
  /// Empty: at AWS's own hosts, as in process.
  std::string endpoint;
  std::chrono::seconds clock_skew{0};  // By how much AWS's own clock is off, as callers see it.

  std::deque<Account> accounts;
  std::unordered_map<std::string, std::uint16_t> accounts_by_id;
  std::unordered_map<std::string, KeyOwner> key_owners;
  std::unordered_map<std::string, Session> sessions;
  Organization organization;
  Trail trail;
  std::map<std::pair<std::uint16_t, RegionIndex>, Watch> watches;  // By account and region.
  std::uint64_t sessions_made = 0;
  /// "region/zone/type" (each may be "*") → so many more servers can start there.
  std::map<std::string, std::uint32_t, std::less<>> capacity;

  Account& add_account(std::string id, std::string name);
  Account* find_account(std::string_view id);
  const Account* find_account(std::string_view id) const;
  Place& place(Account& account, RegionIndex region);
  Place& place(std::uint16_t account, RegionIndex region) {
    return place(accounts[account], region);
  }
  /// Null if nothing was ever asked there.
  Place* find_place(std::uint16_t account, RegionIndex region);

  Watch& watch(std::uint16_t account, RegionIndex region) { return watches[{account, region}]; }
  const Watch* find_watch(std::uint16_t account, RegionIndex region) const;

  /// A new id for a thing made in this place.
  std::uint64_t make_id(Purpose purpose, Place& place);
  /// "https://sqs.sa-east-1.amazonaws.com", or the endpoint if there is one.
  std::string url_of(std::string_view service, RegionIndex region) const;
  /// A new id in AWS's form of a UUID.
  std::string make_uuid(Place& place);
  Text text(std::string_view view) { return texts.put(view); }
};

/// "1f0c…-…": looks like AWS's request ids.
std::string format_uuid(std::uint64_t high, std::uint64_t low);

}  // namespace mirante::simcloud
