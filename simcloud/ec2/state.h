// What the simulated EC2 remembers of one account in one region; `Place` (place.h) holds it. Small
// on purpose: an estate may have millions of servers. What can be computed from an id or the seed
// (network interfaces, DNS names, MAC addresses, texts of state reasons) is computed when it is
// read; what few servers have is in `InstanceExtras`.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "simcloud/catalog.h"
#include "simcloud/tags.h"

namespace mirante::simcloud {

enum class InstanceState : std::uint8_t {
  pending,
  running,
  shutting_down,
  terminated,
  stopping,
  stopped
};
int code_of(InstanceState state);
std::string_view to_string(InstanceState state);
std::optional<InstanceState> parse_instance_state(std::string_view text);

/// Why a server is in its state, as StateReason tells it.
enum class StateReason : std::uint8_t {
  none,
  user_initiated_shutdown,      // Client.UserInitiatedShutdown
  instance_initiated_shutdown,  // Client.InstanceInitiatedShutdown
  client_internal_error,        // Client.InternalError: the encrypted volume could not be used.
  volume_limit,                 // Client.VolumeLimitExceeded
  insufficient_capacity,        // Server.InsufficientInstanceCapacity
  server_internal_error,        // Server.InternalError
  scheduled_stop,               // Server.ScheduledStop
  spot_termination,             // Server.SpotInstanceTermination
};
std::string_view code_of(StateReason reason);
std::string_view message_of(StateReason reason);

enum class CheckStatus : std::uint8_t { ok, impaired, insufficient_data };
std::optional<CheckStatus> parse_check_status(std::string_view text);

struct ScheduledEvent {
  std::uint64_t id = 0;
  std::string code;  // "instance-retirement"
  std::string description;
  Instant not_before;
  std::optional<Instant> not_after;
  std::optional<Instant> deadline;
};

struct AttachedVolume {
  std::uint64_t volume = 0;
  Text device;
};

enum class Spot : std::uint8_t { none, one_time, persistent };

/// What few servers have.
struct InstanceExtras {
  std::vector<AttachedVolume> data_volumes;  // The root volume is in Instance.
  std::string user_data;                     // Base 64, as it was sent.
  Text iam_profile;                          // ARN
  Text client_token;
  Text placement_group;
  Text tenancy;             // Empty: "default".
  Text operator_principal;  // A service manages this server: "eks.amazonaws.com".
  Text spot_request;
  Spot spot = Spot::none;
  CheckStatus system_check = CheckStatus::ok;
  CheckStatus instance_check = CheckStatus::ok;
  CheckStatus volume_check = CheckStatus::ok;
  Instant impaired_since;
  std::vector<ScheduledEvent> events;
};

struct Instance {
  std::uint64_t id = 0;
  std::uint64_t reservation = 0;
  std::uint64_t image = 0;
  std::uint64_t root_volume = 0;
  Instant launched;         // Of the last start, as AWS tells it.
  Instant state_since;      // When the state was entered.
  Instant visible_from;     // Other calls see the server from then on.
  std::uint32_t stamp = 0;  // Counts transitions; older plans in the agenda are void.
  std::uint32_t private_ip = 0;
  std::uint32_t public_ip = 0;
  Text key_name;
  std::uint16_t subnet = 0;     // Number in Place::subnets.
  std::uint16_t group_set = 0;  // Number in Place::group_sets.
  TypeIndex type = 0;
  std::uint16_t launch_index = 0;
  InstanceState state = InstanceState::pending;
  StateReason reason = StateReason::none;
  bool user_stopped : 1 = false;  // StateTransitionReason says "User initiated" at state_since.
  bool protect_termination : 1 = false;
  bool protect_stop : 1 = false;
  bool shutdown_terminates : 1 = false;
  bool source_dest_check : 1 = true;
  bool ebs_optimized : 1 = false;
  bool detailed_monitoring : 1 = false;
  bool hibernation : 1 = false;
  bool instance_store_root : 1 = false;
  bool windows : 1 = false;
  bool wants_public_ip : 1 = false;
  bool elastic_ip : 1 = false;      // public_ip is an Elastic IP address.
  bool stuck_stopping : 1 = false;  // The next stop does not end unless it is forced.
  bool kms_refused : 1 = false;     // The start under way will fall back.
  Tags tags;
  std::unique_ptr<InstanceExtras> extras;

  InstanceExtras& more() {
    if (!extras) extras = std::make_unique<InstanceExtras>();
    return *extras;
  }
};

enum class VolumeType : std::uint8_t { gp2, gp3, io1, io2, st1, sc1, standard };
std::string_view to_string(VolumeType type);
std::optional<VolumeType> parse_volume_type(std::string_view text);

enum class VolumeState : std::uint8_t { creating, available, in_use, deleting };
std::string_view to_string(VolumeState state);

/// How fast a volume is, beside what it should be. AWS tells it of gp3, io1 and io2 alone.
enum class IoPerformance : std::uint8_t { normal, degraded, severely_degraded, stalled };
std::string_view to_string(IoPerformance performance);
std::optional<IoPerformance> parse_io_performance(std::string_view text);

struct Volume {
  std::uint64_t id = 0;
  std::uint64_t snapshot = 0;
  std::uint64_t instance = 0;  // 0: not attached.
  Instant created;
  Instant attached;
  std::uint32_t size_gib = 0;
  std::uint32_t iops = 0;
  std::uint16_t throughput = 0;
  std::uint32_t stamp = 0;
  Text device;
  Text kms_key;  // ARN; empty: not encrypted.
  VolumeType type = VolumeType::gp3;
  VolumeState state = VolumeState::creating;
  std::uint8_t zone = 0;
  bool delete_on_termination = false;
  bool io_impaired = false;
  IoPerformance io_performance = IoPerformance::normal;
  Tags tags;
};

struct Address {
  std::uint64_t id = 0;  // eipalloc-…
  std::uint64_t association = 0;
  std::uint64_t instance = 0;
  std::uint32_t public_ip = 0;
  Tags tags;
};

struct Vpc {
  std::uint64_t id = 0;
  std::uint32_t network = 0;
  std::uint8_t bits = 16;
  bool is_default = false;
  Tags tags;
};

struct Subnet {
  std::uint64_t id = 0;
  std::uint16_t vpc = 0;  // Number in Place::vpcs.
  std::uint8_t zone = 0;
  std::uint32_t network = 0;
  std::uint8_t bits = 20;
  bool is_default = false;
  bool public_by_default = false;
  std::uint32_t next_host = 4;  // AWS keeps the first four.
  Tags tags;
};

struct GroupRule {
  std::uint64_t id = 0;
  bool egress = false;
  std::string protocol;  // "tcp", "-1"
  int from_port = -1;
  int to_port = -1;
  std::string cidr;         // IPv4, or
  std::string cidr_v6;      // IPv6, or
  std::uint64_t group = 0;  // another group.
  std::string description;
};

struct SecurityGroup {
  std::uint64_t id = 0;
  std::uint16_t vpc = 0;
  Text name;
  Text description;
  std::vector<GroupRule> rules;
  Tags tags;
};

struct KeyPair {
  std::uint64_t id = 0;
  std::string name;
  std::string type;  // "rsa", "ed25519"
  std::string fingerprint;
  Instant created;
  Tags tags;
};

struct PrivateImage {
  std::uint64_t id = 0;
  std::string name;
  std::string description;
  Architecture architecture = Architecture::x86_64;
  Instant created;
  std::uint32_t root_gib = 8;
  std::uint64_t snapshot = 0;
  Tags tags;
};

/// RunInstances remembers what a client token was used for.
struct ClientToken {
  std::uint64_t parameters = 0;  // Hash; another request with the same token is refused.
  std::uint64_t reservation = 0;
  Instant used;
};

}  // namespace mirante::simcloud
