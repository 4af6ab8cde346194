#include "simcloud/ledger.h"

namespace mirante::simcloud {

CallRecord& Ledger::add(CallRecord record) {
  record.number = ++call_count_;
  if (calls_.size() == calls_max) calls_.pop_front();
  return calls_.emplace_back(std::move(record));
}

CallRecord* Ledger::find(std::uint64_t call) {
  if (calls_.empty() || call < calls_.front().number || call > calls_.back().number) return nullptr;
  return &calls_[call - calls_.front().number];
}

void Ledger::add(ChangeRecord record) {
  record.number = ++change_count_;
  if (changes_.size() == changes_max) changes_.pop_front();
  changes_.push_back(record);
}

}  // namespace mirante::simcloud
