// Following an operation to its end, for --wait, and answering with it.
#pragma once

#include "base/json.h"

namespace mirante::commands {

class Session;

enum class Patience : std::uint8_t { answer_now, wait_for_the_end };

/// Shows the operation as it stands, or follows it first: the panel answers early when something
/// changes, so nothing is polled in haste. Sets the exit code that its state means.
void answer_operation(Session& session, Json operation, Patience patience);

}  // namespace mirante::commands
