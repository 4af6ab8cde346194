// The mail that tells that the panel did not run while schedules had something to do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "features/notices/letter.h"

namespace mirante::notices {

struct OutageFacts {
  Language language = Language::portuguese;
  std::string company;
  Zone zone;  // In which its times are told.
  Instant began_at{};
  Instant ended_at{};
  struct Missed {
    std::string schedule;
    Zone zone;
    Instant due_at{};  // The first that it was to do.
  };
  std::vector<Missed> missed;  // Of which the receiver hears.
  std::int64_t more = 0;       // Others of theirs that are not listed, at least so many.
  std::string page = {};       // Address of the list of schedules; empty: not known.
};
Letter write_outage(const OutageFacts& facts);

}  // namespace mirante::notices
