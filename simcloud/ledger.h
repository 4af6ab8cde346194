// What really happened in the simulated AWS: every call with its actor and outcome, and every
// change of a server's state with its cause. Tests compare what a program believes with this; later
// CloudTrail and bills are told from it. Read through the control API, never through AWS's.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/instant.h"
#include "simcloud/catalog.h"
#include "simcloud/ec2/state.h"
#include "simcloud/text_pool.h"

namespace mirante::simcloud {

struct CallRecord {
  std::uint64_t number = 0;  // From 1.
  Instant at;
  std::string request_id;
  std::string account;  // 12 digits; empty: the caller is unknown.
  std::string region;
  std::string service;
  std::string action;
  std::string actor;  // ARN of who called.
  std::string access_key;
  std::string source;  // Address of the caller.
  std::string user_agent;
  std::string parameters;  // JSON, without secrets.
  std::string code;        // AWS's error code; empty: done.
  std::string message;
  int status = 0;
  std::string fault;  // What a fault rule did to the answer: "reset", "truncate"; empty: nothing.
  bool by_control = false;  // "Somebody else", through the control API.
  bool whole_scan = false;  // Asked without saying what or how many: has a smaller bucket.
  std::chrono::microseconds latency{0};  // By how much the answer was held back.
  // Numbers of the calls whose answers this one needed; 0: none.
  std::uint64_t page_before = 0;  // Gave the token of this page.
  std::uint64_t session_by = 0;   // Made the session that signed.
};

struct ChangeRecord {
  std::uint64_t number = 0;
  Instant at;
  std::uint64_t instance = 0;
  std::uint64_t call = 0;  // Number of the call that caused it; 0: it happened by itself.
  std::uint16_t account = 0;
  RegionIndex region = 0;
  InstanceState from = InstanceState::pending;
  InstanceState to = InstanceState::pending;
  StateReason reason = StateReason::none;
};

class Ledger {
 public:
  /// Older records are dropped beyond these.
  static constexpr std::size_t calls_max = 100'000;
  static constexpr std::size_t changes_max = 2'000'000;

  CallRecord& add(CallRecord record);
  /// Null if it was dropped or never was.
  CallRecord* find(std::uint64_t call);
  void add(ChangeRecord record);

  const std::deque<CallRecord>& calls() const { return calls_; }
  const std::deque<ChangeRecord>& changes() const { return changes_; }
  /// Remembers which call gave a token for the next page.
  void gave_token(std::string_view token, std::uint64_t call);
  /// `call`, the newest, comes with this token: it needed the call that gave it, if that is known.
  void used_token(std::string_view token, std::uint64_t call);

  std::uint64_t call_count() const { return call_count_; }
  std::uint64_t change_count() const { return change_count_; }

 private:
  std::deque<CallRecord> calls_;
  std::deque<ChangeRecord> changes_;
  std::uint64_t call_count_ = 0;
  std::uint64_t change_count_ = 0;
  // By hashes of tokens: those given lately, and those of the time before.
  std::unordered_map<std::uint64_t, std::uint64_t> tokens_, older_tokens_;
};

}  // namespace mirante::simcloud
