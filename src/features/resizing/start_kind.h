// Starting servers, version 2: where AWS has no room for a server's type, others are tried in their
// order, each after a check that it fits; where none helps the old type returns. Without other
// types it is version 1 in everything.
#pragma once

#include "features/operations/kinds.h"

namespace mirante::aws {
class Client;
}

namespace mirante::resizing {

/// After version 1 was added, which it goes by. The client outlives the kind.
void add_start(operations::Kinds& kinds, aws::Client& client);

}  // namespace mirante::resizing
