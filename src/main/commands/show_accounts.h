// How accounts, their instructions and checks look on a terminal. Pure.
#pragma once

#include <string>

#include "base/json.h"

namespace mirante::commands {

std::string show_account_list(const Json& answer);
/// What to do in AWS for an account that waits for its role.
std::string show_instructions(const Json& answer);
/// How many accounts let the panel in together.
std::string show_shared_role(const Json& answer);
/// What became of each row of a table of accounts, or would.
std::string show_import(const Json& answer);
std::string show_connected(const Json& account);
/// The permission matrix and the regions.
/// What is chosen for an account, and what is left to do in AWS.
std::string show_features(const Json& answer);
std::string show_check(const Json& answer);
/// Whether a check found everything as it should be.
bool is_check_clean(const Json& answer);

}  // namespace mirante::commands
