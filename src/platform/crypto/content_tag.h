// An entity tag (base/as_seen.h) of a thing that keeps no revision: equal contents, equal tags.
#pragma once

#include <string>
#include <string_view>

namespace mirante::crypto {

/// Quoted, as HTTP has it.
std::string content_tag(std::string_view content);

}  // namespace mirante::crypto
