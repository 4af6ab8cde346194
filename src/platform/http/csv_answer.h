// Lists that can be had as a spreadsheet's file: asked for by header or, in links, by parameter.
#pragma once

#include <optional>
#include <string>

#include "platform/http/router.h"

namespace mirante::http {

struct CsvWish {
  char separator = ',';
};

/// `Accept: text/csv` or format=csv, with separator=comma or semicolon; nullopt: JSON is wanted.
/// Throws Failure(invalid) naming "format" or "separator".
std::optional<CsvWish> csv_wish(const Request& request);

/// To be saved under `file_name`.
Response csv_response(const std::string& file_name, std::string text);

}  // namespace mirante::http
