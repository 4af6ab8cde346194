// One thing in an AWS account, as it was last seen: a server, a volume, an address, a group. What
// AWS answered is normalised into a canonical JSON document (keys sorted, lists in an order of
// their own, member names as in AWS's model: "PrivateIpAddress"), whose hash tells whether anything
// changed. Values only.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/instant.h"
#include "base/json.h"

namespace mirante::inventory {

using Hash = std::array<std::uint8_t, 32>;  // SHA-256

/// Kinds have stable names, which are also the names of the parts that a sweep reads. "instance" is
/// the one that the servers room asks for; aws_kinds.cc lists them all.
inline constexpr std::string_view instance_kind = "instance";
/// Databases and clusters of databases of RDS, told apart by the beginnings of their ids, which are
/// those of their ARNs: "db:orders", "cluster:orders".
inline constexpr std::string_view database_kind = "database";
inline constexpr std::string_view database_prefix = "db:";
inline constexpr std::string_view cluster_prefix = "cluster:";

/// Of what can be switched, by how its id begins: `database_kind` or `instance_kind`.
std::string_view kind_of_id(std::string_view id);

struct ResourceRef {
  AccountId account;
  Region region;
  std::string kind = std::string(instance_kind);
  std::string id;  // AWS's: "i-0123456789abcdef0"; of databases as `database_kind` says.

  friend auto operator<=>(const ResourceRef&, const ResourceRef&) = default;
};

/// Of what can be switched: operations and schedules name it without its kind.
ResourceRef switchable(AccountId account, Region region, std::string id);

/// All resources of one kind in one place.
struct PartRef {
  AccountId account;
  Region region;
  std::string kind = std::string(instance_kind);

  friend auto operator<=>(const PartRef&, const PartRef&) = default;
};
inline PartRef part_of(const ResourceRef& ref) {
  return {.account = ref.account, .region = ref.region, .kind = ref.kind};
}

/// What one look at AWS showed of one resource.
struct Observed {
  std::string id;
  std::string name = {};       // Of its tag Name, or its own name; may be empty.
  std::string state = {};      // "running", "in-use"; empty for kinds without one.
  std::string type = {};       // "t3.micro", "gp3".
  std::string zone = {};       // "sa-east-1a".
  std::string tags = "{}";     // Canonical JSON object.
  std::string summary = "{}";  // JSON object: what lists show besides, see aws_kinds.cc.
  std::string body = "{}";     // Canonical JSON of everything that counts as the resource.
  std::string ephemeral = {};  // The same of what changes without meaning; may be empty.
  Hash hash{};                 // Of `body`.

  friend bool operator==(const Observed&, const Observed&) = default;
};

/// For facts that are kept in a journal and stored later.
Json to_json(const Observed& observed);
Result<Observed> observed_from_json(const Json& json);

/// A resource as stored.
struct Resource {
  ResourceRef ref;
  std::string name = {};
  std::string state = {};
  std::string type = {};
  std::string zone = {};
  std::string tags = "{}";     // JSON object, see `tags_of`.
  std::string summary = "{}";  // JSON object. Instances: launch_time, private_ip, public_ip,
                               // vpc, subnet, tenancy, platform, lifecycle, state_reason {…};
                               // of other kinds what aws_documents.cc says.
  std::string body = {};       // Empty unless it was asked for.
  std::string ephemeral = {};
  /// When AWS last said this: the later of its own row and its part's last complete read.
  Instant observed_at{};
  Instant changed_at{};
  Instant first_seen_at{};
  std::int64_t version = 1;
  std::optional<Instant> gone_at = {};  // A complete read no longer had it.

  friend bool operator==(const Resource&, const Resource&) = default;
};

std::map<std::string, std::string> tags_of(const Resource& resource);
/// Body and ephemeral members in one object; Failure(corrupt) if the store holds no JSON.
Json document_of(const Resource& resource);

/// One earlier version, as it was between two instants.
struct Version {
  std::int64_t version = 0;
  std::string state = {};
  std::string body = {};
  Instant from{};
  Instant until{};

  friend bool operator==(const Version&, const Version&) = default;
};

/// Which resources a list is about. Empty members do not limit it.
struct Filter {
  std::string kind = std::string(instance_kind);
  std::vector<AccountId> accounts = {};
  std::vector<Region> regions = {};
  std::vector<std::string> states = {};
  std::vector<std::string> types = {};
  std::vector<std::string> ids = {};
  /// Any of these. With `*` (any text) and `?` (one letter); case matters. Without them the name
  /// must be equal.
  std::vector<std::string> names = {};
  /// Somewhere in the name, the id or an address; case does not matter.
  std::string search = {};
  struct Tag {
    std::string key;
    std::optional<std::string> value = {};  // None: any value.

    friend bool operator==(const Tag&, const Tag&) = default;
  };
  std::vector<Tag> tags = {};

  friend bool operator==(const Filter&, const Filter&) = default;
};

}  // namespace mirante::inventory
