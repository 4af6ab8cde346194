// Operations as rows of a CSV file. Columns are named as members of the API's answer, or in
// Portuguese. Times carry their zone (UTC, ISO 8601).
#pragma once

#include "base/csv.h"
#include "base/json.h"

namespace mirante::operations {

void write_operation_head(CsvWriter& csv, CsvLanguage language);
/// `operation`: as summary_json gives it.
void write_operation(CsvWriter& csv, const Json& operation);

}  // namespace mirante::operations
