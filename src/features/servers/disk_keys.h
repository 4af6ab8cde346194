// Whether the encrypted disks of a server can be opened when it starts: pure rules over what KMS
// says of their keys, and over what CloudTrail has recorded of earlier starts (semantics §2.1). EC2
// is given a grant for each key in the name of whoever starts the server; no dry run tells whether
// it would be.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "features/servers/obstacle.h"

namespace mirante::servers {

enum class KeyState : std::uint8_t { usable, disabled, pending_deletion, missing, other, unread };

struct DiskKey {
  KeyState state = KeyState::unread;
  /// AWS's own key of the account, or of something that holds its grant already.
  bool needs_no_grant = false;
  std::string said = {};  // AWS's word for `other`; why it is `unread`.
  /// How the connection's last start with it went; none: no start is recorded.
  struct Tried {
    Instant at{};
    bool was_refused = false;
    friend bool operator==(const Tried&, const Tried&) = default;
  };
  std::optional<Tried> tried = {};

  friend bool operator==(const DiskKey&, const DiskKey&) = default;
};

struct DiskKeys {
  std::map<std::string, std::set<std::string>> of_server;  // ARNs of its disks' keys.
  std::map<std::string, DiskKey> keys = {};                // By ARN.
  std::string unread_disks = {};   // Why the disks of the servers could not be read.
  std::string unread_starts = {};  // Why what was recorded could not.

  friend bool operator==(const DiskKeys&, const DiskKeys&) = default;
};

/// Notes what CloudTrail recorded of one CreateGrant. Events come newest first. `connection` is the
/// ARN of whoever asks AWS for the panel; grants made for others say nothing of it.
void note_grant(DiskKeys& keys, std::string_view event, std::string_view connection);
/// Whether a grant that is recorded could still tell something.
bool wants_grants(const DiskKeys& keys);

Obstacles judge_keys(const DiskKeys& keys);

}  // namespace mirante::servers
