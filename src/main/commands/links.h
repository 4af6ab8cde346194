// Links that somebody hands on, as commands show them.
#pragma once

#include <CLI/App.hpp>
#include <string>

#include "base/json.h"

namespace mirante::commands {

/// --url; `url` outlives the command.
void add_url(CLI::App& command, std::string& url);
/// The address of a link: whole where people said under which name the panel is reached.
std::string address_of(const Json& link, const std::string& url);

}  // namespace mirante::commands
