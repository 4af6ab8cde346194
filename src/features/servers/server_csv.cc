#include "features/servers/server_csv.h"

#include <nlohmann/json.hpp>
#include <string_view>

namespace mirante::servers {
namespace {

constexpr CsvColumn server_columns[] = {{"id", "id"},
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
constexpr CsvColumn last_columns[] = {{"never_switch_off", "nunca desligar"}, {"tags", "tags"}};

std::string tags_text(const Json& tags) {
  std::string text;
  for (const auto& [key, value] : tags.items())
    text += (text.empty() ? "" : "; ") + key + ":" + value.get<std::string>();
  return text;
}

}  // namespace

void write_head(CsvWriter& csv, CsvLanguage language, std::span<const CsvColumn> columns) {
  const auto put = [&](const CsvColumn& column) {
    csv.cell(language == CsvLanguage::portuguese ? column.portuguese : column.member);
  };
  for (const auto& column : columns) put(column);
  for (const auto& column : last_columns) put(column);
  csv.end_row();
}

void write_row(CsvWriter& csv, const Json& thing, std::span<const CsvColumn> columns) {
  for (const auto& column : columns) {
    const auto& value = thing.at(column.member);
    const bool is_state = std::string_view(column.member) == "state";
    if (value.is_number_integer() || value.is_boolean())
      csv.cell(value.dump());
    else
      csv.cell(value.is_string() ? std::string_view(value.get_ref<const std::string&>())
               : is_state        ? "unknown"
                                 : "");
  }
  const auto mark = thing.find("never_switch_off");
  csv.cell(mark == thing.end() ? std::string() : mark->at("reason").get<std::string>());
  csv.cell(tags_text(thing.at("tags")));
  csv.end_row();
}

void write_server_head(CsvWriter& csv, CsvLanguage language) {
  write_head(csv, language, server_columns);
}

void write_server(CsvWriter& csv, const Json& server) { write_row(csv, server, server_columns); }

}  // namespace mirante::servers
