// Batches of changes to a zone's records: judged as a whole, done as a whole or not at all. Pure.
#pragma once

#include <string>
#include <vector>

#include "simcloud/route53/state.h"

namespace mirante::simcloud {

struct RecordChange {
  enum class Action : std::uint8_t { create, remove, upsert };
  Action action = Action::create;
  RecordSet record;  // Its name may still be as it was given.
};

RecordKey key_of(const RecordSet& record);

struct BatchOutcome {
  /// What AWS lists of an invalid batch, in its words; empty: `records` are the zone's new ones.
  std::vector<std::string> messages;
  std::map<RecordKey, RecordSet> records;
};
BatchOutcome apply_batch(const HostedZone& zone, const std::vector<RecordChange>& changes);

/// What is wrong with one value of a type ("A" wants an IPv4 address); empty: nothing.
std::string wrong_value(std::string_view type, std::string_view value);

}  // namespace mirante::simcloud
