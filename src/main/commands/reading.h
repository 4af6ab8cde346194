// Reading the API's documents for showing them. A command must show what a newer panel says as well
// as it can, so members that are missing, null or of another type read as "nothing".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace mirante::commands {

/// A member that is there and not null.
const Json* member(const Json& object, std::string_view name);
/// Texts as they are, numbers and booleans in JSON's words; `otherwise` for nothing.
std::string text_of(const Json& object, std::string_view name, std::string_view otherwise = "");
std::int64_t number_of(const Json& object, std::string_view name, std::int64_t otherwise = 0);
/// The elements of a list; none if it is no list.
std::vector<Json> list_of(const Json& object, std::string_view name);

/// "2026-11-25 14:03:22 UTC" from ISO 8601 with whole seconds; `otherwise` for nothing. A text that
/// is no instant is shown as it is.
std::string time_of(const Json& object, std::string_view name, std::string_view otherwise);

/// "1 server", "2 servers".
std::string counted(std::size_t count, std::string_view one, std::string_view many);

}  // namespace mirante::commands
