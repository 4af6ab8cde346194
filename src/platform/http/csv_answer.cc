#include "platform/http/csv_answer.h"

namespace mirante::http {

std::optional<CsvWish> csv_wish(const Request& request) {
  const auto separator = request.query_parameter("separator").value_or("comma");
  if (separator != "comma" && separator != "semicolon")
    throw wrong_field("separator", "must be comma or semicolon");
  const auto accepted = request.header("accept").starts_with("text/csv") ? "csv" : "json";
  const auto format = request.query_parameter("format").value_or(accepted);
  if (format != "csv" && format != "json") throw wrong_field("format", "must be json or csv");
  if (format == "json") return std::nullopt;
  return CsvWish{.separator = separator == "comma" ? ',' : ';'};
}

Response csv_response(const std::string& file_name, std::string text) {
  return {.status = 200,
          .headers = {{"Content-Type", "text/csv; charset=utf-8"},
                      {"Content-Disposition", "attachment; filename=\"" + file_name + "\""}},
          .body = std::move(text)};
}

}  // namespace mirante::http
