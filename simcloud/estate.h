// An estate: what there is in a World at its beginning. It is a plain description, written in JSON
// by people or made by a function here; `World::settle` turns it into accounts, keys and servers.
// README.md has the format.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "simcloud/ec2/state.h"
#include "simcloud/kms/state.h"
#include "simcloud/money/wanted.h"
#include "simcloud/rds/state.h"

namespace mirante::simcloud {

struct EstateVolume {
  std::string device = "/dev/sdf";
  std::uint32_t size_gib = 100;
  VolumeType type = VolumeType::gp3;
  std::string key;  // "": not encrypted; "aws": AWS's own key; else the name of a key of the place.
};

/// One server, or `count` of a kind: `{n}` in texts becomes 1, 2, 3 …
struct EstateServer {
  std::string name;
  std::uint32_t count = 1;
  std::string type = "t3.micro";
  InstanceState state = InstanceState::running;
  std::string zone;  // One letter; empty: spread over all.
  std::vector<std::pair<std::string, std::string>> tags;
  double age_days = 30;
  std::uint32_t root_gib = 0;  // 0: what the image says.
  std::string root_key;        // As EstateVolume::key.
  std::vector<EstateVolume> volumes;
  std::string security_group;  // A name; made when it is first used.
  std::string key_name;        // Likewise.
  std::string auto_scaling_group;
  std::string managed_by;
  std::string placement_group;  // A name; made when it is first used.
  std::string placement_strategy = "cluster";
  std::string tenancy;  // "dedicated"; empty: the default one.
  Spot spot = Spot::none;
  bool windows = false;
  bool instance_store = false;
  bool public_ip = true;
  bool elastic_ip = false;
  bool protect_stop = false;
  bool protect_termination = false;
  bool shutdown_terminates = false;
  bool hibernation = false;
  bool stuck_stopping = false;
  std::optional<CheckStatus> system_check, instance_check;
  std::string event_code;  // A scheduled event: "instance-retirement"
  double event_in_days = 7;
};

struct EstateKey {
  std::string name;
  KmsKey::State state = KmsKey::State::enabled;
  bool grants_refused = false;
};

/// One database of RDS, or `count` of a kind. Members of an Aurora cluster name it; the first one
/// writes.
struct EstateDatabase {
  std::string name;
  std::uint32_t count = 1;
  std::string engine = "mysql";
  std::string version;  // Empty: the engine's default.
  std::string instance_class = "db.t3.medium";
  DatabaseState state = DatabaseState::available;
  std::string zone;
  std::vector<std::pair<std::string, std::string>> tags;
  double age_days = 30;
  std::uint32_t allocated_gib = 100;
  std::string storage_type = "gp3";
  std::string key;         // As EstateVolume::key.
  std::string replica_of;  // The name of a database of the place.
  std::string cluster;
  std::string cluster_kind;  // "global" and "serverless" ones cannot be stopped.
  std::string blue_green;    // The blue/green deployment that it is part of.
  std::uint16_t backup_days = 1;
  bool multi_az = false;
  bool publicly_accessible = false;
  bool deletion_protection = false;
};

/// A load balancer with one listener and one target group of its name.
struct EstateBalancer {
  std::string name;
  std::string type = "application";
  bool internal = false;
  std::int32_t port = 80;
  std::int32_t target_port = 80;
  std::string servers;  // Targets: the servers whose Name begins so; empty: none.
  std::vector<std::pair<std::string, std::string>> tags;
  double age_days = 30;
};

struct EstateCapacity {
  std::string zone = "*";  // "sa-east-1b"
  std::string type = "*";
  std::uint32_t left = 0;
};

struct EstatePlace {
  std::string region;
  std::vector<EstateServer> servers;
  std::vector<EstateDatabase> databases;
  std::vector<EstateBalancer> balancers;
  std::vector<EstateKey> keys;
  std::vector<EstateCapacity> capacity;
  std::optional<std::uint32_t> spare_addresses;  // See Place.
};

/// A role that trusts the panel's account, with an external id.
struct EstateRole {
  std::string name;
  std::string external_id;  // Empty: the role does not require one.
  std::string grants =
      "operator";  // "operator", "read_only", the ARN of a managed policy, or a document.
};

struct EstateOrganizationPolicy {
  std::string name;
  std::string document;
};

/// An organizational unit; units may hold units.
struct EstateUnit {
  std::string name;
  std::vector<std::string> accounts;
  std::vector<EstateOrganizationPolicy> policies;
  std::vector<EstateUnit> units;
};

struct EstateOrganization {
  bool in_use = true;
  std::string management;  // Id of an account; empty: the panel's.
  std::vector<EstateUnit> units;
  std::vector<EstateOrganizationPolicy> policies;              // At the root.
  std::vector<std::string> services;                           // Principals with trusted access.
  std::vector<std::pair<std::string, std::string>> delegated;  // Account, service principal.
};

struct EstateAccount {
  std::string id;
  std::string name;
  std::vector<EstateRole> roles;
  std::vector<std::string> opted_in;  // Regions enabled besides the default ones.
  std::string email;
  bool outside_organization = false;
  std::vector<EstateOrganizationPolicy> organization;
  std::vector<EstatePlace> places;
  WantedMoney money;
};

struct Estate {
  std::string panel_account = "111122223333";
  std::string panel_name = "Painel";
  std::vector<EstateAccount> accounts;
  std::int64_t tax_basis_points = 0;
  std::int64_t support_basis_points = 0;
  EstateOrganization organization;
};

/// "empty", "small", "big:<accounts>x<regions>x<servers>", or the path of a JSON file.
Result<Estate> find_estate(const std::string& name);
Result<Estate> parse_estate(std::string_view json);

/// The text of the estate "small".
extern const std::string_view small_estate;

/// What a panel needs: everything that it reads, and starting, stopping, rebooting, resizing.
std::string operator_policy();
std::string read_only_policy();

}  // namespace mirante::simcloud
