// Ids of our own things: 16 bytes, UUIDv7 (RFC 9562: time in the first 48 bits, so that rows are
// stored in order), shown as a prefix and 26 characters of Crockford's base 32 ("op_01jq…"). Each
// kind of thing has its own type. AWS's ids are strong strings.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "base/rng.h"

namespace mirante {

using Id16 = std::array<std::uint8_t, 16>;

/// A new UUIDv7.
Id16 make_id16(const Clock& clock, Rng& rng);
/// 26 characters, lower case.
std::string encode_id16(const Id16& id);
/// Takes 26 characters in either case; nullopt for anything else.
std::optional<Id16> decode_id16(std::string_view text);

/// `Tag` has `static constexpr std::string_view prefix` ("op") and `name` ("operation").
template <class Tag>
struct Id {
  Id16 bytes{};

  static Id make(const Clock& clock, Rng& rng) { return Id{make_id16(clock, rng)}; }

  static Result<Id> parse(std::string_view text) {
    const auto underscore = text.find('_');
    if (underscore != std::string_view::npos && text.substr(0, underscore) == Tag::prefix)
      if (const auto bytes = decode_id16(text.substr(underscore + 1))) return Id{*bytes};
    return fail(ErrorKind::invalid, "\"" + std::string(text) + "\" is not the id of a " +
                                        std::string(Tag::name) + "; such an id begins with \"" +
                                        std::string(Tag::prefix) + "_\"");
  }

  std::string text() const { return std::string(Tag::prefix) + "_" + encode_id16(bytes); }

  friend auto operator<=>(const Id&, const Id&) = default;
};

// clang-format off
struct TenantTag    { static constexpr std::string_view prefix = "tn",  name = "tenant"; };
struct UserTag      { static constexpr std::string_view prefix = "us",  name = "user"; };
struct CustomerTag  { static constexpr std::string_view prefix = "cu",  name = "customer"; };
struct AccountTag   { static constexpr std::string_view prefix = "ac",  name = "account"; };
struct OperationTag { static constexpr std::string_view prefix = "op",  name = "operation"; };
struct EventTag     { static constexpr std::string_view prefix = "ev",  name = "event"; };
struct AuditTag     { static constexpr std::string_view prefix = "au",  name = "audit record"; };
// clang-format on

using TenantId = Id<TenantTag>;
using UserId = Id<UserTag>;
using CustomerId = Id<CustomerTag>;
using AccountId =
    Id<AccountTag>;  // Our connection to an AWS account; AWS's own 12 digits are AwsAccountId.
using OperationId = Id<OperationTag>;
using EventId = Id<EventTag>;
using AuditId = Id<AuditTag>;

/// A string of AWS's that must not be mixed with another kind of string.
template <class Tag>
struct StrongString {
  std::string value;
  friend auto operator<=>(const StrongString&, const StrongString&) = default;
};

using AwsAccountId = StrongString<struct AwsAccountIdTag>;  // "123456789012"
using Region = StrongString<struct RegionTag>;              // "sa-east-1"
using InstanceId = StrongString<struct InstanceIdTag>;      // "i-0123456789abcdef0"

}  // namespace mirante

template <class Tag>
struct std::hash<mirante::Id<Tag>> {
  std::size_t operator()(const mirante::Id<Tag>& id) const noexcept {
    return std::hash<std::string_view>()(
        {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
  }
};

template <class Tag>
struct std::hash<mirante::StrongString<Tag>> {
  std::size_t operator()(const mirante::StrongString<Tag>& text) const noexcept {
    return std::hash<std::string>()(text.value);
  }
};
