#include "features/servers/server_csv.h"

#include <nlohmann/json.hpp>
#include <string_view>

namespace mirante::servers {
namespace {

struct Column {
  const char* member;
  const char* portuguese;
};
constexpr Column columns[] = {{"id", "id"},
                              {"name", "nome"},
                              {"state", "estado"},
                              {"type", "tipo"},
                              {"account_name", "conta"},
                              {"aws_account", "conta na AWS"},
                              {"region", "região"},
                              {"zone", "zona"},
                              {"private_ip", "IP privado"},
                              {"public_ip", "IP público"},
                              {"platform", "plataforma"},
                              {"lifecycle", "contratação"},
                              {"launch_time", "ligado desde (UTC)"},
                              {"changed_at", "mudou em (UTC)"},
                              {"observed_at", "visto em (UTC)"}};
constexpr Column last_columns[] = {{"never_switch_off", "nunca desligar"}, {"tags", "tags"}};

std::string tags_text(const Json& tags) {
  std::string text;
  for (const auto& [key, value] : tags.items())
    text += (text.empty() ? "" : "; ") + key + ":" + value.get<std::string>();
  return text;
}

}  // namespace

void write_server_head(CsvWriter& csv, CsvLanguage language) {
  const auto put = [&](const Column& column) {
    csv.cell(language == CsvLanguage::portuguese ? column.portuguese : column.member);
  };
  for (const auto& column : columns) put(column);
  for (const auto& column : last_columns) put(column);
  csv.end_row();
}

void write_server(CsvWriter& csv, const Json& server) {
  for (const auto& column : columns) {
    const auto& value = server.at(column.member);
    const bool is_state = std::string_view(column.member) == "state";
    csv.cell(value.is_string() ? std::string_view(value.get_ref<const std::string&>())
             : is_state        ? "unknown"
                               : "");
  }
  const auto mark = server.find("never_switch_off");
  csv.cell(mark == server.end() ? std::string() : mark->at("reason").get<std::string>());
  csv.cell(tags_text(server.at("tags")));
  csv.end_row();
}

}  // namespace mirante::servers
