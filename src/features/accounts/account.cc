#include "features/accounts/account.h"

#include <algorithm>

namespace mirante::accounts {
namespace {

constexpr std::size_t name_max = 100;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Characters of UTF-8, counted by their first bytes.
std::size_t length_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::unexpected<Error> unknown_name(std::string_view what, std::string_view text) {
  return fail(ErrorKind::corrupt,
              "\"" + std::string(text) + "\" is not a " + std::string(what) + " that we know");
}

}  // namespace

std::string_view to_string(Connection connection) {
  switch (connection) {
    case Connection::role: return "role";
    case Connection::keys: return "keys";
  }
  return "role";
}

Result<Connection> parse_connection(std::string_view text) {
  for (const auto connection : {Connection::role, Connection::keys})
    if (text == to_string(connection)) return connection;
  return unknown_name("connection", text);
}

std::string_view to_string(AccountState state) {
  switch (state) {
    case AccountState::pending: return "pending";
    case AccountState::connected: return "connected";
    case AccountState::removed: return "removed";
  }
  return "pending";
}

Result<AccountState> parse_account_state(std::string_view text) {
  for (const auto state : {AccountState::pending, AccountState::connected, AccountState::removed})
    if (text == to_string(state)) return state;
  return unknown_name("state of an account", text);
}

std::string_view to_string(RegionState state) {
  switch (state) {
    case RegionState::enabled: return "enabled";
    case RegionState::not_enabled: return "not_enabled";
    case RegionState::blocked: return "blocked";
    case RegionState::unreachable: return "unreachable";
  }
  return "enabled";
}

Result<RegionState> parse_region_state(std::string_view text) {
  for (const auto state : {RegionState::enabled, RegionState::not_enabled, RegionState::blocked,
                           RegionState::unreachable})
    if (text == to_string(state)) return state;
  return unknown_name("state of a region", text);
}

Result<std::string> parse_name(std::string_view text, std::string_view field) {
  const auto wrong = [&](const std::string& why) { return fail_field(std::string(field), why); };
  if (text.empty()) return wrong("a name is needed");
  if (length_of(text) > name_max)
    return wrong("a name has at most 100 characters; this one has " +
                 std::to_string(length_of(text)));
  if (text.front() == ' ' || text.back() == ' ')
    return wrong("a name neither begins nor ends with a space");
  if (std::ranges::any_of(text,
                          [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }))
    return wrong("a name has no control characters");
  if (is_aws_account(text))
    return wrong("12 digits look like an AWS account's number; choose a name that people know");
  if (AccountId::parse(text) || CustomerId::parse(text))
    return wrong("\"" + std::string(text) + "\" looks like one of our ids; choose another name");
  return std::string(text);
}

bool is_aws_account(std::string_view text) {
  return text.size() == 12 && std::ranges::all_of(text, is_digit);
}

Result<AwsAccountId> parse_aws_account(std::string_view text) {
  if (is_aws_account(text)) return AwsAccountId{std::string(text)};
  return fail(ErrorKind::invalid,
              "an AWS account's number has exactly 12 digits, not \"" + std::string(text) + "\"");
}

}  // namespace mirante::accounts
