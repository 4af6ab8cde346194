// What would keep a server from being switched or resized, or should be known before. Values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace mirante::servers {

/// What is to be done to a server.
struct Intended {
  enum class What : std::uint8_t { start, stop, reboot, resize };

  std::string id;
  What what = What::stop;
  std::string type = {};  // That it gets; with what is no `resize` it gets it besides.
  bool is_on = true;      // Whether it runs when that is to be done, as far as is known.
  /// Whether the keys of its disks are looked at where it starts. That takes CloudTrail, which
  /// answers twice a second: of several questions about a server one asks.
  bool asks_for_keys = true;
};

/// Whether it runs after it was off: it starts, or gets a type and was on.
bool starts(const Intended& one);

/// What an obstacle means for what is intended.
enum class Weight : std::uint8_t {
  prevents,  // It will not be done.
  unknown,   // Nobody can tell whether it can be done.
  caution,   // It will be done; a person should know something before.
};
std::string_view to_string(Weight weight);

struct Obstacle {
  Error why;
  Weight weight = Weight::prevents;
};

/// By server; one without obstacles is missing.
using Obstacles = std::map<std::string, std::vector<Obstacle>>;
void merge(Obstacles& into, Obstacles more);

/// A server that is not there.
Obstacle unknown_to_aws();

/// What the rules of an operation refuse; what they refuse because they could not look is unknown.
Obstacle refused_by_rules(const Error& why);

enum class DryRun : std::uint8_t { start, stop, reboot };

/// What the answer to a dry run says: why not; nullopt: it may. What is wrong with the server
/// itself is seen when it is looked at. Throws the answer where it says nothing of that.
std::optional<Error> refusal_in(const Error& answer);

}  // namespace mirante::servers
