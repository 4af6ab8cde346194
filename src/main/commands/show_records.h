// How brakes, the audit and the doctor's findings look on a terminal. Pure.
#pragma once

#include <string>

#include "base/json.h"
#include "main/commands/language.h"

namespace mirante::commands {

/// Pauses, and the servers that are never switched off.
std::string show_brakes(const Json& answer);
std::string show_audit(const Json& answer);
/// "{findings: [{name, title, status, text, mend?, transcript?}]}"
std::string show_findings(const Json& answer, Language language);
std::string show_mails(const Json& answer);
/// A mail that was sent to try the way.
std::string show_tried_mail(const Json& answer);
/// Whether any finding is a problem.
bool has_problem(const Json& answer);

}  // namespace mirante::commands
