// Credentials that end and are got anew from where they come from: an assumed role, a container's
// agent, an instance's metadata. One asks and all that wait have the answer (single flight); what
// is cached is renewed some minutes before it ends; while the source cannot be reached, a session
// that is still good is used to its end. A source only knows how to ask once.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "platform/aws/credentials.h"

namespace mirante::aws {

struct Session {
  Credentials credentials;
  std::chrono::microseconds lasts;  // From when it was asked for.
};

class SessionSource {
 public:
  virtual ~SessionSource() = default;
  /// Throws Failure with what the source says.
  virtual Task<Session> ask(CallContext ctx) = 0;
};

/// `loop` outlives it.
std::shared_ptr<CredentialsProvider> renewed_credentials(Loop& loop,
                                                         std::unique_ptr<SessionSource> source);

/// How long a session lasts whose source names only its end. Shorter than `session_min` is taken
/// for a wrong clock or a source that is late with its own renewal: the session is used, and asked
/// for again soon. Without an end, `session_assumed`.
std::chrono::microseconds lasts_until(std::optional<Instant> expires_at, Instant now);
inline constexpr std::chrono::minutes session_min{2};
inline constexpr std::chrono::minutes session_assumed{15};

}  // namespace mirante::aws
