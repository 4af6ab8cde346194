// Lists that can be had as a spreadsheet's file: asked for by header or, in links, by parameter.
#pragma once

#include <optional>
#include <string>

#include "base/csv.h"
#include "platform/http/router.h"

namespace mirante::http {

/// `Accept: text/csv` or format=csv, with separator=comma or semicolon and language=pt-BR; nullopt:
/// JSON is wanted. Throws Failure(invalid) naming "format", "separator" or "language".
std::optional<CsvForm> csv_wish(const Request& request);

/// To be saved under `file_name`.
Response csv_response(const std::string& file_name, std::string text);

}  // namespace mirante::http
