// Servers as rows of a CSV file. Columns are named as members of the API's answer, or in
// Portuguese. Times carry their zone (UTC, ISO 8601); what is not known is empty, but for the
// state, which is "unknown" then.
#pragma once

#include <span>

#include "base/csv.h"
#include "base/json.h"

namespace mirante::servers {

/// A column: the member of the answer, and what it is called in Portuguese.
struct CsvColumn {
  const char* member;
  const char* portuguese;
};
/// Then the mark and the tags, which everything has.
void write_head(CsvWriter& csv, CsvLanguage language, std::span<const CsvColumn> columns);
void write_row(CsvWriter& csv, const Json& thing, std::span<const CsvColumn> columns);

void write_server_head(CsvWriter& csv, CsvLanguage language);
/// `server`: as server_json.h gives it.
void write_server(CsvWriter& csv, const Json& server);

}  // namespace mirante::servers
