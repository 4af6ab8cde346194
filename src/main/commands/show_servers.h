// How servers and databases look on a terminal. Pure: the API's documents in, text out.
#pragma once

#include <string>

#include "base/json.h"

namespace mirante::commands {

/// A list: servers, how many in how many accounts, and what is unknown with its reason and mend.
std::string show_server_list(const Json& answer);
/// The same of databases.
std::string show_database_list(const Json& answer);
/// One server with everything that is known of it.
std::string show_server(const Json& server);

}  // namespace mirante::commands
