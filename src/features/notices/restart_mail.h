// The mail that tells that AWS started databases by itself after seven days and that a schedule
// stops them again: nobody has to look for who it was.
#pragma once

#include <string>
#include <vector>

#include "features/notices/letter.h"
#include "features/notices/notice.h"

namespace mirante::notices {

struct AwsStartFacts {
  Language language = Language::portuguese;
  std::string company;
  std::string schedule;
  Zone zone;
  Instant decided{};
  std::string page = {};            // Address of the schedule's page; empty: not known.
  bool is_observed = false;         // The schedule only writes down what it would do.
  std::vector<Stopping> databases;  // Their owners say nothing here.
};
Letter write_aws_start(const AwsStartFacts& facts);

}  // namespace mirante::notices
