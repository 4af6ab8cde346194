#include "features/operations/round.h"

#include <algorithm>

namespace mirante::operations {
namespace {

using What = Entry::What;
using Next = Verdict::Next;
using namespace std::chrono_literals;

/// Collects what is said of each target; entries of one round share their instant, but for what was
/// seen.
class Entries {
 public:
  explicit Entries(Instant at) : at_(at) {}

  void add(What what, std::int64_t ordinal, Json said) { add_at(at_, what, ordinal, said); }
  void add_at(Instant at, What what, std::int64_t ordinal, const Json& said) {
    for (auto& entry : entries_)
      if (entry.what == what && entry.at == at) {
        entry.each[ordinal] = said;
        return;
      }
    entries_.push_back({.at = at, .what = what, .each = {{ordinal, said}}});
  }
  /// In the order in which `apply_entry` must see them.
  std::vector<Entry> take() && {
    std::ranges::sort(entries_, {}, [](const Entry& one) { return std::pair(one.what, one.at); });
    return std::move(entries_);
  }

 private:
  Instant at_;
  std::vector<Entry> entries_;
};

Instant last_done(const Past& past) {
  return past.attempts.empty() ? past.began_at : past.attempts.back().intended_at;
}

/// The steps that take back what this target's steps did, last one first.
std::vector<Step> way_back(const Progress& progress) {
  std::vector<Step> back;
  if (progress.past.may_have_acted() && progress.step() != nullptr)
    for (const auto& undo : progress.step()->undo) back.push_back(undo);
  for (auto i = progress.cursor; i > 0; --i)
    for (const auto& undo : progress.steps[i - 1].undo) back.push_back(undo);
  return back;
}

/// Of a step of which it is not known that anything was sent.
constexpr std::chrono::seconds uncalled_limit = 1h;

class TargetRound {
 public:
  TargetRound(const Kind& kind, const Operation& operation, Progress progress, Instant asked_at,
              Instant now, Entries& entries, Settled& settled)
      : kind_(kind),
        operation_(operation),
        progress_(std::move(progress)),
        asked_at_(asked_at),
        now_(now),
        entries_(entries),
        settled_(settled) {}

  void run(const Result<Facts>& seen, double jitter, const RunnerConfig& config) {
    note_state(seen);
    if (!progress_.is_planned && !plan(seen, config)) return;
    auto verdict = kind_.judge(item(), seen, now_, jitter);
    if (verdict.next == Next::call || verdict.next == Next::wait) {
      if (has_time(verdict)) return go_on(verdict);
      verdict = kind_.late(item(), seen);
    }
    // What was called for may show in something else than the state, such as the type.
    if (verdict.next == Verdict::Next::reached && !has_noted_ && progress_.has_acted())
      say(What::observed, seen->state);
    conclude(verdict);
  }

 private:
  Item item() const {
    return {.ref = progress_.target.ref,
            .params = operation_.params,
            .step = progress_.step(),
            .past = progress_.past,
            .memory = progress_.memory,
            .token = progress_.token(operation_.id)};
  }

  /// A step has its time from the first call on of which anything was heard: nobody may have lived
  /// to make those before it. What is found much later is told instead, as who asked for it may not
  /// want it any more.
  bool has_time(const Verdict& verdict) const {
    const auto& past = progress_.past;
    const auto limit = progress_.step()->time_limit;
    const auto heard = std::ranges::find_if(
        past.attempts, [](const Attempt& one) { return one.answered_at.has_value(); });
    if (heard != past.attempts.end()) return now_ - heard->intended_at <= limit;
    const auto since = past.attempts.empty() ? past.began_at : past.attempts.front().intended_at;
    const bool may_call = verdict.next == Next::call;
    return now_ - since <= (may_call ? std::max(limit, uncalled_limit) : limit);
  }

  void say(What what, Json said) {
    const auto at = what == What::observed ? asked_at_ : now_;
    Entry entry{.at = at, .what = what, .each = {{progress_.ordinal, said}}};
    ProgressMap alone{{progress_.ordinal, progress_}};
    apply_entry(alone, entry);
    progress_ = std::move(alone.at(progress_.ordinal));
    entries_.add_at(at, what, progress_.ordinal, said);
  }

  void note_state(const Result<Facts>& seen) {
    has_noted_ = !seen || seen->state != progress_.target.observed_state;
    if (seen && has_noted_) say(What::observed, seen->state);
  }

  /// False: the target has ended or must be looked at again before it can be planned.
  bool plan(const Result<Facts>& seen, const RunnerConfig& config) {
    if (!seen && seen.error().kind == ErrorKind::not_found &&
        now_ - operation_.requested_at < config.settle) {
      look_again_at(now_ + 2s);
      return false;
    }
    const auto planned = kind_.plan(item(), seen, now_);
    if (!planned) {
      const auto& error = planned.error();
      end(error.kind == ErrorKind::refused ? Outcome::refused : Outcome::failed, error.code,
          error.message);
      return false;
    }
    Json steps = Json::array();
    for (const auto& step : planned->steps) steps.push_back(to_json(step));
    say(What::planned, {{"steps", steps}, {"losses", to_json(planned->losses)}});
    if (!planned->steps.empty()) return true;
    end(Outcome::succeeded, "", planned->text);
    return false;
  }

  void go_on(const Verdict& verdict) {
    const bool is_due = !verdict.not_before || *verdict.not_before <= now_;
    if (verdict.next == Next::call && is_due) settled_.ready.push_back(progress_.ordinal);
    if (verdict.not_before && !is_due)
      look_again_at(*verdict.not_before);
    else
      look_again_at(now_ + look_pause(now_ - last_done(progress_.past)));
  }

  void conclude(const Verdict& verdict) {
    switch (verdict.next) {
      case Next::reached: return reached(verdict);
      case Next::needs_person: return end(Outcome::needs_person, verdict.code, verdict.text);
      case Next::refused: return failed(Outcome::refused, verdict);
      case Next::failed: return failed(Outcome::failed, verdict);
      // `late` has no more time to give.
      case Next::call:
      case Next::wait: return failed(Outcome::failed, verdict);
    }
  }

  void reached(const Verdict& verdict) {
    if (progress_.cursor + 1 < progress_.steps.size()) {
      say(What::stepped, Json::object());
      look_again_at(now_);
      return;
    }
    if (!progress_.is_unwinding) return end(Outcome::succeeded, verdict.code, verdict.text);
    const auto cause = progress_.target;
    const std::string back = verdict.is_left ? verdict.text : "everything was put back as it was";
    end(progress_.cause, cause.reason_code, cause.reason + "; " + back);
  }

  void failed(Outcome outcome, const Verdict& verdict) {
    if (progress_.is_unwinding)
      return end(Outcome::needs_person, verdict.code,
                 progress_.target.reason + "; putting things back failed as well: " + verdict.text);
    const auto back = way_back(progress_);
    if (back.empty()) return end(outcome, verdict.code, verdict.text);
    Json steps = Json::array();
    for (const auto& step : back) steps.push_back(to_json(step));
    say(What::unwinding, {{"steps", steps},
                          {"outcome", to_string(outcome)},
                          {"code", verdict.code},
                          {"text", verdict.text}});
    look_again_at(now_);
  }

  void end(Outcome outcome, const std::string& code, std::string text) {
    if (operation_.cancel_at && progress_.has_acted())
      text += (text.empty() ? "" : "; ") + std::string("it was asked to be cancelled at ") +
              to_iso8601(*operation_.cancel_at) +
              ", after the call had been sent, and was observed to its end";
    say(What::ended, ended(outcome, code, text));
    settled_.look_again.erase(progress_.ordinal);
  }

  void look_again_at(Instant at) { settled_.look_again[progress_.ordinal] = at; }

  bool has_noted_ = false;  // What is seen now stands in the journal, or nothing is seen.
  const Kind& kind_;
  const Operation& operation_;
  Progress progress_;
  const Instant asked_at_;  // An answer may take long, and tell what was so before.
  const Instant now_;
  Entries& entries_;
  Settled& settled_;
};

}  // namespace

Json ended(Outcome outcome, std::string_view code, std::string_view text) {
  return {{"outcome", to_string(outcome)}, {"code", code}, {"text", text}};
}

std::chrono::milliseconds look_pause(std::chrono::microseconds since) {
  if (since < 10s) return 2s;
  if (since < 60s) return 4s;
  if (since < 5min) return 8s;
  return 15s;
}

Settled settle(const Kind& kind, const Operation& operation, const ProgressMap& map,
               const std::vector<Look>& looks, Instant now, Rng& rng, const RunnerConfig& config) {
  Settled settled;
  Entries entries(now);
  for (const auto& look : looks)
    TargetRound(kind, operation, map.at(look.ordinal), look.asked_at, now, entries, settled)
        .run(look.seen, rng.unit(), config);
  settled.entries = std::move(entries).take();
  return settled;
}

Settled settle_unseen(const ProgressMap& map, const std::vector<std::int64_t>& ordinals,
                      const Error& error, Instant blind_since, Instant now,
                      const RunnerConfig& config) {
  const bool may_pass = error.kind == ErrorKind::throttled ||
                        error.kind == ErrorKind::unavailable || error.kind == ErrorKind::timeout;
  Settled settled;
  Entries entries(now);
  for (const auto ordinal : ordinals) {
    const auto& progress = map.at(ordinal);
    const auto limit = progress.step() != nullptr
                           ? progress.past.began_at + progress.step()->time_limit
                           : blind_since + config.look_limit;
    // What was sent is worth waiting for, whatever keeps us from seeing it.
    if ((may_pass || progress.has_acted()) && now <= limit) {
      settled.look_again[ordinal] = now + look_pause(now - blind_since);
      continue;
    }
    if (progress.has_acted())
      entries.add(
          What::ended, ordinal,
          ended(Outcome::needs_person, error.code,
                "the call was sent, but what became of it could not be seen: " + error.message));
    else
      entries.add(
          What::ended, ordinal,
          ended(Outcome::failed, error.code,
                "nothing was done, as the present state could not be seen: " + error.message));
  }
  settled.entries = std::move(entries).take();
  return settled;
}

std::vector<Entry> cancelled(const Operation& operation, const ProgressMap& map,
                             const std::vector<std::int64_t>& ordinals, Instant now) {
  Entries entries(now);
  for (const auto ordinal : ordinals)
    if (!map.at(ordinal).has_acted())
      entries.add(What::ended, ordinal,
                  ended(Outcome::cancelled, "operation.cancelled",
                        "cancelled by " + operation.cancel_by + " before anything was sent"));
  return std::move(entries).take();
}

}  // namespace mirante::operations
