// An AWS account as the panel knows it: its name, its customer, how the panel gets in, and which
// regions it has. A connection is a role that the panel assumes with an external id, or a pair of
// access keys that are sealed in the store. Values only; secrets are never part of an Account.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/instant.h"
#include "features/accounts/feature.h"

namespace mirante::accounts {

/// A group of accounts inside a tenant.
struct Customer {
  CustomerId id;
  std::string name;

  friend bool operator==(const Customer&, const Customer&) = default;
};

enum class Connection : std::uint8_t { role, keys };

std::string_view to_string(Connection connection);
Result<Connection> parse_connection(std::string_view text);

enum class AccountState : std::uint8_t {
  pending,    // The external id is made; the role is not proved yet.
  connected,  // The credentials were proved by AWS's own answer.
  removed,    // Kept for its history; its name and AWS account may be used again.
};

std::string_view to_string(AccountState state);
Result<AccountState> parse_account_state(std::string_view text);

struct Account {
  AccountId id;
  std::string name;
  std::optional<CustomerId> customer = {};
  AccountState state = AccountState::pending;
  Connection connection = Connection::role;
  AwsAccountId aws_account = {};     // Empty until AWS said it.
  std::string role_arn = {};         // With `role`, once given.
  std::string external_id = {};      // With `role`: made by us, unguessable, not a secret.
  std::string key_fingerprint = {};  // With `keys`: all that is ever shown of them.
  /// Why the role was taken although it does not require its external id; empty: it requires it.
  std::string without_external_id = {};
  /// What somebody chose to let the panel do; what AWS allows is another matter.
  std::vector<Feature> features = choice_of({});
  Instant created_at{};
  std::optional<Instant> connected_at = {};
  std::optional<Instant> regions_read_at = {};
  std::optional<Instant> checked_at = {};
  /// Grows when the connection changes, so that cached credentials know that they are old.
  std::int64_t revision = 1;

  friend bool operator==(const Account&, const Account&) = default;
};

enum class RegionState : std::uint8_t {
  enabled,
  not_enabled,  // AWS has it, this account has not switched it on. Not an error.
  blocked,      // An organisation policy denies it.
  unreachable,  // It could not be asked; `reason` says why.
};

std::string_view to_string(RegionState state);
Result<RegionState> parse_region_state(std::string_view text);

struct AccountRegion {
  Region region;
  RegionState state = RegionState::enabled;
  std::string reason = {};
  Instant checked_at{};

  friend bool operator==(const AccountRegion&, const AccountRegion&) = default;
};

/// A name that people give: 1 to 100 characters without control characters or surrounding space,
/// and not something that looks like an id of ours or AWS's 12 digits.
Result<std::string> parse_name(std::string_view text, std::string_view field);

/// Exactly 12 digits.
Result<AwsAccountId> parse_aws_account(std::string_view text);
bool is_aws_account(std::string_view text);

}  // namespace mirante::accounts
