#include "simcloud/ledger.h"

#include "simcloud/draws.h"

namespace mirante::simcloud {

CallRecord& Ledger::add(CallRecord record) {
  record.number = ++call_count_;
  if (calls_.size() == calls_max) calls_.pop_front();
  return calls_.emplace_back(std::move(record));
}

void Ledger::gave_token(std::string_view token, std::uint64_t call) {
  if (tokens_.size() >= calls_max) {
    older_tokens_ = std::move(tokens_);
    tokens_.clear();
  }
  tokens_[hash_of(token)] = call;
}

void Ledger::used_token(std::string_view token, std::uint64_t call) {
  if (calls_.empty() || calls_.back().number != call) return;
  for (const auto* tokens : {&tokens_, &older_tokens_})
    if (const auto found = tokens->find(hash_of(token)); found != tokens->end()) {
      calls_.back().page_before = found->second;
      return;
    }
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
