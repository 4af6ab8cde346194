#include "features/operations/operation_csv.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace mirante::operations {
namespace {

struct Column {
  std::string_view member;
  std::string_view portuguese;
};
constexpr Column columns[] = {{"id", "id"},
                              {"kind", "tipo"},
                              {"state", "situação"},
                              {"requested_at", "pedida em (UTC)"},
                              {"finished_at", "terminou em (UTC)"},
                              {"by_kind", "tipo de quem"},
                              {"by_name", "quem pediu"},
                              {"done", "prontos"},
                              {"total", "total"},
                              {"outcomes", "resultado"},
                              {"reason_code", "código do motivo"},
                              {"reason", "motivo"}};

/// "failed: 1; succeeded: 3"
std::string outcomes_text(const Json& outcomes) {
  std::string text;
  for (const auto& [outcome, count] : outcomes.items())
    text += (text.empty() ? "" : "; ") + outcome + ": " + count.dump();
  return text;
}

std::string text_of(const Json& json, std::string_view member) {
  const auto found = json.find(member);
  return found == json.end() || !found->is_string() ? "" : found->get<std::string>();
}

std::string cell_of(const Json& operation, std::string_view member) {
  if (member == "by_kind") return text_of(operation["by"], "kind");
  if (member == "by_name") return text_of(operation["by"], "name");
  if (member == "done" || member == "total") return operation[member].dump();
  if (member == "outcomes") return outcomes_text(operation["outcomes"]);
  return text_of(operation, member);
}

}  // namespace

void write_operation_head(CsvWriter& csv, CsvLanguage language) {
  for (const auto& column : columns)
    csv.cell(language == CsvLanguage::portuguese ? column.portuguese : column.member);
  csv.end_row();
}

void write_operation(CsvWriter& csv, const Json& operation) {
  for (const auto& column : columns) csv.cell(cell_of(operation, column.member));
  csv.end_row();
}

}  // namespace mirante::operations
