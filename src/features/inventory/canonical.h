// The canonical text of a document: JSON without spaces, keys sorted, so that equal things have
// equal bytes and one hash. The same bytes come from here and from `Json::dump`.
#pragma once

#include <string>
#include <string_view>

#include "features/inventory/resource.h"
#include "platform/crypto/hash.h"

namespace mirante::inventory {

/// Raised when the same answer of AWS would give other documents than before: then stored ones are
/// rewritten at the next sweep, and nobody is told that something changed.
inline constexpr int document_format = 3;

/// Appends `text` as a JSON string.
void append_json_text(std::string& out, std::string_view text);

inline Hash hash_of(std::string_view body) { return crypto::sha256(body); }

/// Puts another state into an observation and its document.
void set_state(Observed& observed, std::string_view state);

}  // namespace mirante::inventory
