// Limits as memberships and invitations store them: null for none, which nothing else reads as.
#pragma once

#include <optional>
#include <string>

#include "base/reach.h"
#include "platform/sql/sql.h"

namespace mirante::identity {

inline std::optional<std::string> to_stored(const Reach& reach) {
  if (reach.is_everything) return std::nullopt;
  return to_text(reach);
}

/// Failure(corrupt) for text that names nothing: it must not limit nobody.
inline Reach stored_reach(const sql::Row& row, std::size_t column) {
  if (row.is_null(column)) return {};
  auto reach = or_throw(parse_reach(row.text(column)));
  if (reach.is_everything) throw Failure(ErrorKind::corrupt, "stored limits are empty");
  return reach;
}

}  // namespace mirante::identity
