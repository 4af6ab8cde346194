// Which operations do what was decided, and asking the spine for them. Synchronous, in the
// caller's transaction.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/context.h"
#include "features/firing/fire.h"
#include "features/operations/request.h"
#include "features/schedules/stored_schedule.h"
#include "platform/sql/sql.h"

namespace mirante::firing {

struct Asking {
  const CallContext& ctx;
  const operations::Spine& spine;
  const schedules::Settings& settings;
  const schedules::Gate* gate = nullptr;  // What must be seen of servers that start; may be null.
  const std::string& key;
  const std::map<schedules::ServerRef, std::string>& names;
};

/// An operation to ask for.
struct Draft {
  operations::RequestDraft request;
  std::vector<std::size_t> decided;  // Places of those that it is for.
};
/// For those whose outcome is "requested"; notes in `decided` what cannot be asked for. `asked`
/// counts the operations that the fire has already.
std::vector<Draft> drafts_for(const Asking& asking, std::size_t asked,
                              std::vector<Decided>& decided);
/// That it was asked for.
void note(const Draft& draft, OperationId id, std::vector<Decided>& decided);

/// Drafts, asks and notes.
std::vector<OperationId> ask_for(sql::Tx& tx, const Asking& asking, std::size_t asked,
                                 std::vector<Decided>& decided);

}  // namespace mirante::firing
