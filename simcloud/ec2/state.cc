#include "simcloud/ec2/state.h"

#include <algorithm>

namespace mirante::simcloud {
namespace {

struct StateFacts {
  std::string_view name;
  int code;
};
constexpr StateFacts state_facts[] = {{"pending", 0},     {"running", 16},  {"shutting-down", 32},
                                      {"terminated", 48}, {"stopping", 64}, {"stopped", 80}};

struct ReasonFacts {
  std::string_view code;
  std::string_view message;
};
constexpr ReasonFacts reason_facts[] = {
    {"", ""},
    {"Client.UserInitiatedShutdown", "Client.UserInitiatedShutdown: User initiated shutdown"},
    {"Client.InstanceInitiatedShutdown",
     "Client.InstanceInitiatedShutdown: Instance initiated shutdown"},
    {"Client.InternalError", "Client.InternalError: Client error on launch"},
    {"Client.VolumeLimitExceeded", "Client.VolumeLimitExceeded: Volume limit exceeded"},
    {"Server.InsufficientInstanceCapacity",
     "Server.InsufficientInstanceCapacity: There was insufficient instance capacity to satisfy "
     "the launch request."},
    {"Server.InternalError", "Server.InternalError: Internal error on launch"},
    {"Server.ScheduledStop", "Server.ScheduledStop: Stopped due to scheduled retirement"},
    {"Server.SpotInstanceTermination", "Server.SpotInstanceTermination: Spot instance termination"},
};

constexpr std::string_view volume_types[] = {"gp2", "gp3", "io1", "io2", "st1", "sc1", "standard"};
constexpr std::string_view check_states[] = {"ok", "impaired", "insufficient-data"};
constexpr std::string_view io_performances[] = {"normal", "degraded", "severely-degraded",
                                                "stalled"};
constexpr std::string_view volume_states[] = {"creating", "available", "in-use", "deleting"};

}  // namespace

int code_of(InstanceState state) { return state_facts[static_cast<std::size_t>(state)].code; }
std::string_view to_string(InstanceState state) {
  return state_facts[static_cast<std::size_t>(state)].name;
}
std::optional<InstanceState> parse_instance_state(std::string_view text) {
  const auto found = std::ranges::find(state_facts, text, &StateFacts::name);
  if (found == std::end(state_facts)) return std::nullopt;
  return static_cast<InstanceState>(found - std::begin(state_facts));
}

std::optional<CheckStatus> parse_check_status(std::string_view text) {
  const auto found = std::ranges::find(check_states, text);
  if (found == std::end(check_states)) return std::nullopt;
  return static_cast<CheckStatus>(found - std::begin(check_states));
}

std::string_view to_string(IoPerformance performance) {
  return io_performances[static_cast<std::size_t>(performance)];
}
std::optional<IoPerformance> parse_io_performance(std::string_view text) {
  const auto found = std::ranges::find(io_performances, text);
  if (found == std::end(io_performances)) return std::nullopt;
  return static_cast<IoPerformance>(found - std::begin(io_performances));
}

std::string_view code_of(StateReason reason) {
  return reason_facts[static_cast<std::size_t>(reason)].code;
}
std::string_view message_of(StateReason reason) {
  return reason_facts[static_cast<std::size_t>(reason)].message;
}

std::string_view to_string(VolumeType type) { return volume_types[static_cast<std::size_t>(type)]; }
std::optional<VolumeType> parse_volume_type(std::string_view text) {
  const auto found = std::ranges::find(volume_types, text);
  if (found == std::end(volume_types)) return std::nullopt;
  return static_cast<VolumeType>(found - std::begin(volume_types));
}
std::string_view to_string(VolumeState state) {
  return volume_states[static_cast<std::size_t>(state)];
}

}  // namespace mirante::simcloud
