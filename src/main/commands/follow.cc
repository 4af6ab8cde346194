#include "main/commands/follow.h"

#include <nlohmann/json.hpp>

#include "base/percent.h"
#include "main/commands/exit_codes.h"
#include "main/commands/reading.h"
#include "main/commands/session.h"
#include "main/commands/show_operations.h"

namespace mirante::commands {
namespace {

constexpr std::string_view wait_ms = "20000";

Json followed(Session& session, Json operation) {
  ProgressLine line(session.terminal());
  const auto path = "/api/v1/operations/" + percent_encode(text_of(operation, "id"));
  while (text_of(operation, "state") == "running") {
    line.show(show_progress(operation));
    operation = session.api().send({.path = path, .query = {{"wait_ms", std::string(wait_ms)}}});
  }
  // The answer to a request has no targets yet.
  if (member(operation, "targets") == nullptr) operation = session.api().send({.path = path});
  return operation;
}

}  // namespace

void answer_operation(Session& session, Json operation, Patience patience) {
  if (patience == Patience::wait_for_the_end) operation = followed(session, std::move(operation));
  session.set_exit_code(exit_code_of_state(text_of(operation, "state")));
  session.answer(operation, show_operation);
}

}  // namespace mirante::commands
