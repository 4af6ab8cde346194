#include "features/servers/server_csv.h"

#include <array>
#include <nlohmann/json.hpp>

namespace mirante::servers {
namespace {

constexpr std::array columns{"id",           "name",        "state",      "type",
                             "account_name", "aws_account", "region",     "zone",
                             "private_ip",   "public_ip",   "platform",   "lifecycle",
                             "launch_time",  "changed_at",  "observed_at"};

std::string tags_text(const Json& tags) {
  std::string text;
  for (const auto& [key, value] : tags.items())
    text += (text.empty() ? "" : "; ") + key + ":" + value.get<std::string>();
  return text;
}

}  // namespace

void write_server_head(CsvWriter& csv) {
  for (const auto* column : columns) csv.cell(column);
  csv.cell("never_switch_off");
  csv.cell("tags");
  csv.end_row();
}

void write_server(CsvWriter& csv, const Json& server) {
  for (const auto* column : columns) {
    const auto& value = server.at(column);
    csv.cell(value.is_string() ? value.get_ref<const std::string&>() : std::string());
  }
  const auto mark = server.find("never_switch_off");
  csv.cell(mark == server.end() ? std::string() : mark->at("reason").get<std::string>());
  csv.cell(tags_text(server.at("tags")));
  csv.end_row();
}

}  // namespace mirante::servers
