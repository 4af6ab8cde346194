#include "platform/http/csv_answer.h"

#include "platform/http/preferences.h"

namespace mirante::http {
namespace {

/// Whoever names CSV wants it no less than anything else.
bool accepts_csv(const Request& request) {
  const Preferences wished(request.header("accept"));
  const auto csv = wished.weight_of("text/csv").value_or(0);
  return csv > 0 && csv >= wished.weight_of("application/json").value_or(0);
}

}  // namespace

std::optional<CsvForm> csv_wish(const Request& request) {
  const auto separator = request.query_parameter("separator").value_or("comma");
  if (separator != "comma" && separator != "semicolon")
    throw wrong_field("separator", "must be comma or semicolon");
  const auto language = request.query_parameter("language");
  if (language && *language != "pt-BR" && *language != "en")
    throw wrong_field("language", "must be pt-BR or en");
  const auto format =
      request.query_parameter("format").value_or(accepts_csv(request) ? "csv" : "json");
  if (format != "csv" && format != "json") throw wrong_field("format", "must be json or csv");
  if (format == "json") return std::nullopt;
  return CsvForm{.separator = separator == "comma" ? ',' : ';',
                 .language = language == "pt-BR" ? CsvLanguage::portuguese : CsvLanguage::none};
}

Response csv_response(const std::string& file_name, std::string text) {
  return {.status = 200,
          .headers = {{"Content-Type", "text/csv; charset=utf-8"},
                      {"Content-Disposition", "attachment; filename=\"" + file_name + "\""}},
          .body = std::move(text)};
}

}  // namespace mirante::http
