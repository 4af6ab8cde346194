// The life of a simulated server: starting, stopping, ending take time, and end by themselves on
// the agenda. These functions change state and write it into the ledger; whether a call may do so
// is decided before, by the handlers.
#pragma once

#include "simcloud/cloud.h"

namespace mirante::simcloud {

/// What brought a change about: the number of a call, or 0 for what happens by itself.
struct Cause {
  std::uint64_t call = 0;
};

struct LaunchPlan {
  TypeIndex type = 0;
  std::uint64_t image = 0;
  std::uint32_t root_gib = 8;
  std::string_view root_device;
  bool windows = false;
  bool instance_store_root = false;
  std::uint16_t subnet = 0;
  std::uint16_t group_set = 0;
  std::uint64_t reservation = 0;
  std::uint16_t launch_index = 0;
  VolumeType root_type = VolumeType::gp3;
  Text root_kms_key;
  bool delete_root_on_termination = true;
  bool public_ip = true;
};

/// A new server with its root volume, in no state yet: `settle` it or `launch` instead. The network
/// must be there.
Instance& build(Cloud& cloud, Place& place, const LaunchPlan& plan);
/// Puts a new server into a state that it has been in for long; for estates. Not in the ledger.
void settle(Cloud& cloud, Instance& instance, InstanceState state);
/// A new server in `pending`.
Instance& launch(Cloud& cloud, Place& place, const LaunchPlan& plan, Cause cause);

/// A new volume in `creating`.
Volume& create_volume(Cloud& cloud, Place& place, std::uint8_t zone, std::uint32_t size_gib,
                      VolumeType type);
/// In two seconds it is available, or gone.
void plan_volume(Cloud& cloud, const Place& place, const Volume& volume, Due::What what);
void attach(Cloud& cloud, Place& place, Instance& instance, Volume& volume, Text device);
void detach(Cloud& cloud, Place& place, Volume& volume);
/// Ids of all volumes of the server, the root volume first.
std::vector<AttachedVolume> volumes_of(const Cloud& cloud, const Place& place,
                                       const Instance& instance);

/// From `stopped`. `refused` servers reach `stopped` again with StateReason Client.InternalError.
enum class KeyUse : std::uint8_t { granted, refused };
void begin_start(Cloud& cloud, Place& place, Instance& instance, KeyUse key_use, Cause cause);
/// From `running`, or again from `stopping` with Force.
enum class Manner : std::uint8_t { graceful, forced };
void begin_stop(Cloud& cloud, Place& place, Instance& instance, Manner manner, StateReason reason,
                Cause cause);
/// Its operating system shuts down by itself: it stops, or ends if it is set to.
void shut_down(Cloud& cloud, Place& place, Instance& instance);
/// Stays `running`; the checks begin anew.
void reboot(Cloud& cloud, Place& place, Instance& instance, Cause cause);
void begin_termination(Cloud& cloud, Place& place, Instance& instance, StateReason reason,
                       Cause cause);

/// What the thing costs may have changed; to be called after anything that changes it.
void touch(Cloud& cloud, const Place& place, Metered kind, std::uint64_t id);

/// Takes one entry of the agenda and does it.
void happen(Cloud& cloud, const Due& due);

/// Whether the checks of a running server have had time to pass.
bool checks_passed(const Cloud& cloud, const Instance& instance);

/// Takes one server's worth out of the simulated capacity; false: there is none left.
bool take_capacity(Cloud& cloud, RegionIndex region, std::uint8_t zone, TypeIndex type);
bool has_capacity(const Cloud& cloud, RegionIndex region, std::uint8_t zone, TypeIndex type,
                  std::uint32_t wanted);

/// vCPUs that pending and running servers of the class use now.
std::uint32_t vcpus_in_use(const Place& place, std::string_view quota_class);

/// Adds an event that AWS announces, and plans it.
void announce(Cloud& cloud, Place& place, Instance& instance, ScheduledEvent event);

}  // namespace mirante::simcloud
