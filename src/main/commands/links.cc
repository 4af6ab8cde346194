#include "main/commands/links.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "main/commands/reading.h"
#include "main/commands/texts.h"

namespace mirante::commands {

void add_url(CLI::App& command, std::string& url) {
  command.add_option("--url", url, "The panel's address as people open it (https://…)");
}

std::string address_of(const Json& link, const std::string& url) {
  const auto path = text_of(link, "path");
  if (url.empty()) return fmt::format(texts::link_path, path);
  return url.ends_with('/') ? url.substr(0, url.size() - 1) + path : url + path;
}

}  // namespace mirante::commands
