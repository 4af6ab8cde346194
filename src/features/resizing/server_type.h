// What a type of server is, and whether a server could become one of it: pure rules over AWS's
// description of both (semantics §2.6; AWS: "Compatibility for changing the instance type").
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"

namespace mirante::resizing {

enum class Support : std::uint8_t { unsupported, supported, required };

struct ServerType {
  std::string name;                               // "m5.large"
  std::optional<std::int32_t> vcpus = {};         // None: AWS did not say.
  std::optional<std::int64_t> memory_mib = {};    // Likewise.
  std::vector<std::string> architectures = {};    // "x86_64", "i386", "arm64"
  std::vector<std::string> virtualizations = {};  // "hvm", "paravirtual"
  Support ena = Support::supported;               // Enhanced networking.
  Support nvme = Support::supported;              // Disks of EBS as NVMe devices.
  bool ebs_optimized = true;                      // Can be, or always is.
  bool has_instance_store = false;
  bool is_burstable = false;
  bool is_bare_metal = false;
  bool is_current = true;  // Of the present generation.
  /// Strategies of placement groups in which it may be: "cluster", …; none: AWS did not say.
  std::vector<std::string> placements = {};
  std::optional<std::int32_t> interfaces_max = {};  // Of the network; none: AWS did not say.
  std::optional<std::int32_t> addresses_max = {};   // Private IPv4 ones of an interface; likewise.
  /// Whether AWS has hosts of one's own for it; of dedicated servers it says nothing by itself.
  bool has_dedicated_hosts = true;

  friend bool operator==(const ServerType&, const ServerType&) = default;
};
Json to_json(const ServerType& type);
ServerType server_type_from_json(const Json& json);

/// Of a server what its type must fit, from AWS's document of it.
struct Machine {
  std::string type;
  std::string zone;
  std::string architecture;
  std::string virtualization;
  bool has_ena = false;
  bool is_ebs_optimized = false;
  bool is_spot = false;
  bool has_instance_store_root = false;
  std::string tenancy = {};          // "default", "dedicated", "host".
  std::string placement_group = {};  // Its name; empty: it is in none.
  std::int32_t interfaces = 0;       // Of the network.
  std::int32_t addresses = 0;        // The most private IPv4 ones of one of them.
  /// The group's strategy: "cluster", "partition", "spread"; none: not known, or no group.
  std::string placement_strategy = {};

  friend bool operator==(const Machine&, const Machine&) = default;
};
Machine machine_of(const Json& document);

/// Why the server cannot become one of this type: an Error of kind `refused` with the mend;
/// nullopt: nothing that AWS shows forbids it. Whether the zone sells it is told apart
/// (`check_zone`).
std::optional<Error> unfit(const Machine& machine, const ServerType& type);
/// Whether anything about the server itself forbids every change of type.
std::optional<Error> unchangeable(const Machine& machine);
Error not_in_zone(const Machine& machine, const std::string& type);

/// What a person should know before, codes: "nvme" (its disks get other device names), "ena",
/// "dedicated" (whether it exists on hardware of one's own shows when it starts),
/// "placement_group" (whether its group takes the type could not be seen).
std::vector<std::string> cautions(const Machine& machine, const ServerType& from,
                                  const ServerType& to);
/// A sentence for a person, in English.
std::string sentence_of_caution(const std::string& code, const Machine& machine,
                                const std::string& type);

/// "m5" of "m5.large".
std::string family_of(const std::string& type);

}  // namespace mirante::resizing
