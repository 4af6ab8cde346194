// Many events of one transaction, which are stored by few statements.
#pragma once

#include <string>
#include <vector>

#include "platform/sql/sql.h"

namespace mirante::events {

struct NewEvent {
  TenantId tenant;
  std::string kind;
  std::string body;  // JSON text.
};

/// As `append` one after the other.
void append_all(sql::Tx& tx, const std::vector<NewEvent>& events);

}  // namespace mirante::events
