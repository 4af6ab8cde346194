// The judge of one run: what it holds against what, in parts of one idea each, with what these
// share. What is expected was told from the schedules, and what happened is only read.
#pragma once

#include <fmt/format.h>

#include "simcloud/ledger.h"
#include "tests/simulation/seeds/judge.h"
#include "tests/simulation/seeds/judge_order.h"

namespace mirante::simulation::judging {

using simcloud::InstanceState;

/// Until something due is decided, where nothing is wrong: the scheduler's own look, and the store.
constexpr std::chrono::minutes decided_within{3};
constexpr std::string_view resize = "servers.resize";

std::string_view word(Doing doing);

class Judge {
 public:
  Judge(const Scenario& scenario, Fleet& fleet, const People& people, const Records& records);

  Verdict judge() &&;

 private:
  // What the parts share, in judge.cc.

  template <class... A>
  void found(fmt::format_string<A...> text, A&&... args) {
    verdict_.findings.push_back(fmt::format(text, std::forward<A>(args)...));
  }
  std::string name(std::size_t server) const { return scenario_.servers[server].name; }
  bool is_database(std::size_t server) const { return scenario_.servers[server].is_database; }
  /// Of the operation that starts or stops it.
  std::string kind_of(Doing doing, std::size_t server) const;
  static bool switches(const DecisionRow& one) {
    return one.doing == Doing::start || one.doing == Doing::stop;
  }
  bool has_fault(std::size_t server, Instant from, Instant to) const;
  bool was_in(std::size_t server, InstanceState state, Instant from, Instant to) const;
  bool had_type(std::size_t server, const std::string& type, Instant from, Instant to) const;
  /// A stop or a reboot with another type makes two operations, and its decision names the last.
  void read_resizes(const FireRow& fire);

  // What was decided, in judge_decisions.cc.

  /// Nothing missed.
  void judge_expected(std::size_t server);
  /// What waits for its turn is not asked for again.
  bool is_waiting(std::size_t server, const Expected& expected) const;
  /// After an outage points are given up, and of its own edges the last that asks for something is
  /// made up for.
  bool is_too_late(std::size_t server, const Expected& expected, Instant able) const;
  /// Whether that is what was wished when some process could make up for what was missed, or had
  /// more than one edge to look at.
  bool is_made_up(const DecisionRow& one) const;
  /// Another edge of the server comes before anybody must have looked at this one.
  bool is_followed(std::size_t server, Instant at) const;
  /// The other way round: nobody could look at another edge before this one.
  bool is_preceded(std::size_t server, Instant at) const;
  /// The same was decided at a later instant of the server's that was missed too: of several the
  /// panel takes the last that asks for something, which may ask for what was so already.
  bool is_made_up_later(std::size_t server, const Expected& expected) const;
  /// For the state that its edges wish, and for the type.
  static bool asks_for_it(const Expected& expected, const DecisionRow& decision);
  /// What was decided in a time in which nothing was wrong was done soon.
  void judge_done(std::size_t server, const DecisionRow& decision);
  /// Neither harm nor people nor faults around it, nor anything else for the same server.
  bool is_calm(std::size_t server, Instant at, std::chrono::minutes within) const;
  /// Nothing decided that no rule asks for.
  void judge_decided();
  /// Each as soon as some process could, and none before its time.
  void judge_fires();
  /// A point that is long past asks for nothing any more.
  void judge_lateness(const DecisionRow& decision);

  // What mode enforce restores, in judge_enforced.cc.

  /// Mode enforce restores what the panel knows to be otherwise, and leaves alone what is as it
  /// should be. Only judged where nothing else goes on.
  void judge_enforced(std::size_t server);
  /// The same was asked for before and has not ended: enforce does not ask for it again.
  bool is_under_way(std::size_t server, Doing doing, Instant at) const;
  /// Its last change of type ended without the type, for which it was stopped: enforce waits for
  /// the next edge.
  bool was_resized_in_vain(std::size_t server, Instant at) const;
  /// The panel has seen what it did itself, and nobody else changes types.
  std::optional<std::string> known_type(std::size_t server, Instant from, Instant to) const;

  // What operations said and what they called for, in judge_operations.cc.

  /// Each has ended, and what failed has a cause.
  void judge_operations();
  /// To its tenant, to what was decided where a schedule asked for it, and to one runner at a time.
  void judge_belonging(const OperationRow& operation);
  void judge_target(const OperationRow& operation, const TargetRow& target);
  /// Each call to AWS belongs to an operation, and none was made again after AWS had said yes.
  void judge_calls();
  void read_answers();
  /// `looked`: when the panel had asked last what is there.
  void judge_call(const simcloud::CallRecord& call, std::size_t server, Instant looked);
  /// An operation that has begun with a server has it until it ends.
  void judge_turn(const OperationRow& operation, std::size_t server, Instant at);
  static bool was_accepted(const OperationRow& operation, const std::string& request_id);
  /// What a call comes from.
  struct Source {
    const OperationRow* operation = nullptr;
    const JournalRow* entry = nullptr;
  };
  /// By its request id; where no answer was written down, by an intention of that time.
  Source source_of(const simcloud::CallRecord& call, std::size_t server) const;

  // What became of types, in judge_resizes.cc.

  /// A type that changed was seen; what failed is as it was before: type and state.
  void judge_resizes();
  void judge_resized(const OperationRow& operation, const TargetRow& target);
  void judge_restored(const OperationRow& operation, const TargetRow& target);
  /// Running or stopped; nullopt: it has called for nothing.
  std::optional<InstanceState> before_first_call(const OperationRow& operation,
                                                 std::size_t server) const;
  /// It has the type that was asked for last.
  void judge_last_type(std::size_t server);

  // What people were told, and how it all ends, in judge_people.cc.

  /// What people were told is done is in the store.
  void judge_people();
  void judge_override(const Act& act, const Span& when);
  void judge_switch(const Act& act, const Span& when);
  /// What was last asked of a server is so at the end, unless it is said why not.
  void judge_end(std::size_t server);
  /// A change of its type could not be taken back, and says so.
  bool was_left_to_people(std::size_t server, Instant since) const;
  void judge_store();

  const Scenario& scenario_;
  Fleet& fleet_;
  const People& people_;
  const Records& records_;
  const Expectations expectations_;
  const std::vector<std::vector<Turn>> turns_;
  const std::vector<std::vector<TypeRow>> types_;
  const JudgeOrder order_;
  std::map<std::pair<std::size_t, Instant>, const DecisionRow*> decisions_;
  std::set<Id16> decided_operations_;
  std::map<std::string, Source> answers_;  // By request id.
  std::map<std::uint64_t, std::set<std::size_t>> switched_by_;
  /// What an operation calls for once.
  struct Step {
    Id16 operation;
    std::size_t server = 0;
    std::string name;
    bool is_undo = false;
    friend auto operator<=>(const Step&, const Step&) = default;
  };
  std::map<Step, Instant> accepted_, called_;
  std::map<Step, int> switches_, reboots_;
  struct Caller {
    const OperationRow* operation = nullptr;
    Span when;  // From its first call to its last before another's.
  };
  std::map<std::size_t, std::vector<Caller>> callers_;  // By server, in their order.
  Verdict verdict_;
};

}  // namespace mirante::simulation::judging
