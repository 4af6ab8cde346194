// What AWS's StateReason of a server means for a person: why it did not stay on, and the mend.
// AWS's codes are generic; a cause that is not proved is called probable (semantics §2.1).
#pragma once

#include <string>
#include <string_view>

namespace mirante::servers {

/// After a start that fell back. `code` as AWS gives it ("Client.InternalError"), `message` its
/// words; both may be empty.
std::string why_it_fell_back(std::string_view code, std::string_view message);

}  // namespace mirante::servers
